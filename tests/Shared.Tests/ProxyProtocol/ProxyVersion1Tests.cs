using Connectivity.Shared.Addressing;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyVersion1Tests
{
    private const string Longest =
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";

    [Theory]
    [InlineData("PROXY TCP4 255.255.255.255 1.1.1.1 65535 65535\r\n", ProxyFamily.Tcp4, "255.255.255.255:65535", "1.1.1.1:65535")]
    [InlineData("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", ProxyFamily.Tcp4, "192.168.0.1:56324", "192.168.0.11:443")]
    [InlineData("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", ProxyFamily.Tcp4, "0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:DB8::2 56324 443\r\n", ProxyFamily.Tcp6, "[2001:db8::1]:56324", "[2001:db8::2]:443")]
    [InlineData("PROXY TCP6 ::1 :: 1 2\r\n", ProxyFamily.Tcp6, "[::1]:1", "[::]:2")]
    [InlineData("PROXY TCP6 ::ffff:10.1.2.3 2001:db8::2 56324 443\r\n", ProxyFamily.Tcp6, "10.1.2.3:56324", "[2001:db8::2]:443")]
    [InlineData("PROXY TCP6 ::ffff:a01:203 ::ffff:a01:204 1 2\r\n", ProxyFamily.Tcp6, "10.1.2.3:1", "10.1.2.4:2")]
    public void Reads_the_addresses(string line, ProxyFamily family, string source, string destination)
    {
        var header = Reading.InEveryWay(ProxyHeaderBytes.Line(line));

        Assert.Equal((ProxyProtocolVersion.V1, ProxyCommand.Proxy, family), (header.Version, header.Command, header.Family));
        Assert.Equal((source, destination, ""), (header.Source.ToString(), header.Destination.ToString(), header.Tlvs));
    }

    [Fact]
    public void Reads_the_longest_line_of_addresses() =>
        Assert.Equal(ushort.MaxValue, Reading.InEveryWay(ProxyHeaderBytes.Line(Longest)).Source.Port);

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN \r\n")]
    [InlineData("PROXY UNKNOWN anything at all, TCP4 1.2.3.4\r\n")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    public void Reads_an_unknown_protocol_without_addresses(string line)
    {
        var header = Reading.InEveryWay(ProxyHeaderBytes.Line(line));

        Assert.Equal(new ReadHeader(ProxyProtocolVersion.V1, ProxyCommand.Proxy, ProxyFamily.Unspecified, default, default, ""), header);
        ProxyHeaderReader.Read(ProxyHeaderBytes.Line(line), Reading.Limits, out var raw, out _, out _);
        Assert.False(raw.HasAddresses);
    }

    // The last byte decides, or the one that is given: the refusal comes with it and not before.
    [Theory]
    [InlineData("PROXY\t", ProxyHeaderError.NotProxy)]
    [InlineData("PROXy", ProxyHeaderError.NotProxy)]
    [InlineData("p", ProxyHeaderError.NotProxy)]
    [InlineData("PROXY  ", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY tcp4", ProxyHeaderError.ProtocolUnknown, 7)]
    [InlineData("PROXY TCP5", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY TCP4\r", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY TCP44", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY UDP4", ProxyHeaderError.ProtocolUnknown, 8)]
    [InlineData("PROXY UNKNOWNS", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY UNKNOWN\n", ProxyHeaderError.ProtocolUnknown)]
    [InlineData("PROXY UNKNOWN\rX", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY UNKNOWN a\n", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY UNKNOWN a\t", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY UNKNOWN a\0", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY UNKNOWN \u00ff", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY TCP4  ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 :", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 a", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3 ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 01.2.3.4 ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.256 ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4\t", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4\r", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4  ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 ::", ProxyHeaderError.AddressMalformed, 20)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8\r", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1111111111111111", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 1.2.3.4 ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 g", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 [", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 ::1%", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 1::2::3 ", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP6 0000000000000000000000000000000000000000000000", ProxyHeaderError.AddressMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8  ", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 -", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 01 ", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 65536 ", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 123456", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1\r", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 \r", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 00\r", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 99999\r", ProxyHeaderError.PortMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2 ", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2x", ProxyHeaderError.LineEndMalformed)]
    [InlineData("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\r", ProxyHeaderError.LineEndMalformed)]
    public void Refuses_a_malformed_line_with_the_byte_that_decides(string line, ProxyHeaderError error, int at = 0) =>
        Assert.Equal((error, at > 0 ? at : line.Length), Reading.Refusal(ProxyHeaderBytes.Line(line + Longest)));

    [Fact]
    public void Refuses_a_line_that_does_not_end_within_107_bytes()
    {
        var line = "PROXY UNKNOWN ".PadRight(106, 'x') + "\r\n";
        Assert.Equal((ProxyHeaderError.LineTooLong, 107), Reading.Refusal(ProxyHeaderBytes.Line(line)));
        Reading.InEveryWay(ProxyHeaderBytes.Line("PROXY UNKNOWN ".PadRight(105, 'x') + "\r\n"));
    }

    [Fact]
    public void Refuses_addresses_that_fit_each_but_not_the_line()
    {
        const string address = "1111:2222:3333:4444:5555:6666:111.111.111.111";
        var line = $"PROXY TCP6 {address} {address} 65535 65535\r\n";
        Assert.Equal((ProxyHeaderError.LineTooLong, 107), Reading.Refusal(ProxyHeaderBytes.Line(line)));
    }

    [Fact]
    public void Is_read_without_allocating()
    {
        var line = ProxyHeaderBytes.Line(Longest);
        Reading.InEveryWay(line);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ProxyHeaderReader.Read(line, Reading.Limits, out var header, out _, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(new SocketEndpoint(ulong.MaxValue, ulong.MaxValue, ushort.MaxValue), header.Source);
    }
}
