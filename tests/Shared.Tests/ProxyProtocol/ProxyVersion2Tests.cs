using System.Net;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyVersion2Tests
{
    private const string Signature = "0d0a0d0a000d0a515549540a";

    [Theory]
    [InlineData("21 11 000c 0a010203 0a010204 dc04 01bb", ProxyFamily.Tcp4, "10.1.2.3:56324", "10.1.2.4:443")]
    [InlineData("21 12 000c 0a010203 0a010204 dc04 01bb", ProxyFamily.Udp4, "10.1.2.3:56324", "10.1.2.4:443")]
    [InlineData(
        "21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb",
        ProxyFamily.Tcp6, "[2001:db8::1]:56324", "[2001:db8::2]:443")]
    [InlineData(
        "21 22 0024 00000000000000000000ffff0a010203 20010db8000000000000000000000002 ffff 0000",
        ProxyFamily.Udp6, "10.1.2.3:65535", "[2001:db8::2]:0")]
    public void Reads_the_addresses(string hex, ProxyFamily family, string source, string destination)
    {
        var header = Reading.InEveryWay(Bytes(hex));

        Assert.Equal((ProxyProtocolVersion.V2, ProxyCommand.Proxy, family), (header.Version, header.Command, header.Family));
        Assert.Equal((source, destination, ""), (header.Source.ToString(), header.Destination.ToString(), header.Tlvs));
    }

    [Theory]
    [InlineData("20 00 0000", ProxyCommand.Local)]
    [InlineData("20 11 000c 0a010203 0a010204 dc04 01bb", ProxyCommand.Local)] // HAProxy's and NLB's health checks.
    [InlineData("20 11 0004 0a010203", ProxyCommand.Local)] // Shorter than the addresses: they are not to be looked at.
    [InlineData("20 77 0003 ffffff", ProxyCommand.Local)] // Neither are family and extensions.
    [InlineData("21 00 0000", ProxyCommand.Proxy)]
    public void Reads_a_header_without_addresses(string hex, ProxyCommand command)
    {
        var header = Reading.InEveryWay(Bytes(hex));
        Assert.Equal(new ReadHeader(ProxyProtocolVersion.V2, command, ProxyFamily.Unspecified, default, default, ""), header);
    }

    [Theory]
    [InlineData(0x31, ProxyFamily.UnixStream)]
    [InlineData(0x32, ProxyFamily.UnixDatagram)]
    public void Reads_UNIX_sockets_without_addresses(byte wire, ProxyFamily family)
    {
        var paths = new byte[216];
        "/run/client.sock"u8.CopyTo(paths);
        "/run/server.sock"u8.CopyTo(paths.AsSpan(108));

        var header = Reading.InEveryWay(ProxyHeaderBytes.Header(0x21, wire, paths, ProxyHeaderBytes.Tlv(0x05, 1, 2)));
        Assert.Equal(new ReadHeader(ProxyProtocolVersion.V2, ProxyCommand.Proxy, family, default, default, "05=0102"), header);
    }

    [Theory]
    [InlineData(ProxyFamily.Unspecified, false)]
    [InlineData(ProxyFamily.UnixStream, false)]
    [InlineData(ProxyFamily.UnixDatagram, false)]
    [InlineData(ProxyFamily.Tcp4, true)]
    [InlineData(ProxyFamily.Tcp6, true)]
    [InlineData(ProxyFamily.Udp4, true)]
    [InlineData(ProxyFamily.Udp6, true)]
    public void Has_addresses_only_in_the_IP_families(ProxyFamily family, bool expected)
    {
        var bytes = ProxyHeaderBytes.Header(0x21, (byte)family, new byte[AddressesLength(family)]);

        Assert.Equal(ReadStatus.Done, ProxyHeaderReader.Read(bytes, Reading.Limits, out var header, out _, out _));
        Assert.Equal(expected, header.HasAddresses);
    }

    [Theory]
    [InlineData("11", ProxyHeaderError.VersionUnknown, 13)]
    [InlineData("31", ProxyHeaderError.VersionUnknown, 13)]
    [InlineData("01", ProxyHeaderError.VersionUnknown, 13)]
    [InlineData("22", ProxyHeaderError.CommandUnknown, 13)]
    [InlineData("2f", ProxyHeaderError.CommandUnknown, 13)]
    [InlineData("21 01", ProxyHeaderError.FamilyUnknown, 14)]
    [InlineData("21 10", ProxyHeaderError.FamilyUnknown, 14)]
    [InlineData("21 13", ProxyHeaderError.FamilyUnknown, 14)]
    [InlineData("21 33", ProxyHeaderError.FamilyUnknown, 14)]
    [InlineData("21 41", ProxyHeaderError.FamilyUnknown, 14)]
    [InlineData("21 11 000b", ProxyHeaderError.AddressesTruncated, 16)]
    [InlineData("21 21 0023", ProxyHeaderError.AddressesTruncated, 16)]
    [InlineData("21 31 00d7", ProxyHeaderError.AddressesTruncated, 16)]
    [InlineData("21 11 0ff1", ProxyHeaderError.TooLong, 16)] // 4097 bytes in all.
    [InlineData("20 00 ffff", ProxyHeaderError.TooLong, 16)]
    public void Refuses_a_malformed_fixed_part_with_the_byte_that_decides(string hex, ProxyHeaderError error, int at) =>
        Assert.Equal((error, at), Reading.Refusal([.. Bytes(hex), .. new byte[40]]));

    [Fact]
    public void Refuses_a_broken_signature_with_its_first_wrong_byte()
    {
        for (var at = 0; at < ProxyHeaderBytes.Signature.Length; at++)
        {
            var bytes = Bytes("21 11 000c 0a010203 0a010204 dc04 01bb");
            bytes[at] ^= 0x80;
            Assert.Equal((ProxyHeaderError.NotProxy, at + 1), Reading.Refusal(bytes));
        }
    }

    [Fact]
    public void Reads_a_header_of_exactly_the_limit_and_none_longer()
    {
        var source = new IPEndPoint(IPAddress.Loopback, 1);
        var bytes = ProxyHeaderBytes.Proxied(source, source, ProxyHeaderBytes.Tlv(0xE0, new byte[4096 - 16 - 12 - 3]));
        Assert.Equal(4096, bytes.Length);
        Reading.Whole(bytes, 4096);

        var tighter = Reading.Limits with { MaxBytes = 4095 };
        Assert.Equal(ReadStatus.Invalid, ProxyHeaderReader.Read(bytes, tighter, out _, out _, out var error));
        Assert.Equal(ProxyHeaderError.TooLong, error);
    }

    [Fact]
    public void Is_read_without_allocating()
    {
        var end = new IPEndPoint(IPAddress.IPv6Loopback, 443);
        var bytes = ProxyHeaderBytes.WithChecksum(ProxyHeaderBytes.Proxied(end, end, ProxyHeaderBytes.Tlv(0x02, "api.a.example.org")));
        Reading.InEveryWay(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ProxyHeaderReader.Read(bytes, Reading.Limits, out var header, out _, out _);
        var authority = header.Authority.Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("api.a.example.org".Length, authority);
    }

    private static int AddressesLength(ProxyFamily family) => ((byte)family >> 4) switch { 0 => 0, 1 => 12, 2 => 36, _ => 216 };

    private static byte[] Bytes(string hex) => Convert.FromHexString(Signature + hex.Replace(" ", "", StringComparison.Ordinal));
}
