using System.Text;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Tests.Addressing;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyHeaderWriterTests
{
    private static readonly SocketEndpoint V4 = Endpoint("10.1.2.3:56324");
    private static readonly SocketEndpoint V6 = Endpoint("[2001:db8::1]:443");

    [Theory]
    [InlineData("10.1.2.3:56324", "10.1.2.4:443", "PROXY TCP4 10.1.2.3 10.1.2.4 56324 443\r\n")]
    [InlineData("[2001:db8::1]:1", "[::1]:65535", "PROXY TCP6 2001:db8::1 ::1 1 65535\r\n")]
    [InlineData("10.1.2.3:1", "[2001:db8::1]:2", "PROXY TCP6 ::ffff:a01:203 2001:db8::1 1 2\r\n")]
    [InlineData("[2001:db8::1]:1", "10.1.2.3:2", "PROXY TCP6 2001:db8::1 ::ffff:a01:203 1 2\r\n")]
    [InlineData("[fe80::1%7]:1", "[fe80::2%7]:2", "PROXY TCP6 fe80::1 fe80::2 1 2\r\n")]
    [InlineData("[::]:0", "10.1.2.3:2", "PROXY UNKNOWN\r\n")]
    [InlineData("10.1.2.3:2", "[::]:0", "PROXY UNKNOWN\r\n")]
    public void Writes_version_1(string source, string target, string expected)
    {
        var buffer = new byte[ProxyHeaderWriter.MaxV1Length];
        var length = ProxyHeaderWriter.WriteV1(buffer, Endpoint(source), Endpoint(target));
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, length));
    }

    [Theory]
    [InlineData("10.1.2.3:56324", "10.1.2.4:443", "2111000c 0a010203 0a010204 dc04 01bb")]
    [InlineData("10.1.2.3:1", "[2001:db8::1]:2", "21210024 00000000000000000000ffff0a010203 20010db8000000000000000000000001 0001 0002")]
    [InlineData("[2001:db8::1]:1", "10.1.2.3:2", "21210024 20010db8000000000000000000000001 00000000000000000000ffff0a010203 0001 0002")]
    [InlineData("[::]:0", "10.1.2.3:2", "21000000")]
    public void Writes_version_2(string source, string target, string expected)
    {
        var buffer = Dirty(ProxyHeaderWriter.MaxV2Length);
        var length = ProxyHeaderWriter.WriteV2(buffer, Endpoint(source), Endpoint(target));
        Assert.Equal(
            "0d0a0d0a000d0a515549540a" + expected.Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexStringLower(buffer.AsSpan(0, length)));
    }

    [Fact]
    public void Writes_the_extensions_in_a_fixed_order_with_the_checksum_last()
    {
        var buffer = Dirty(ProxyHeaderWriter.MaxV2Length);
        var length = ProxyHeaderWriter.WriteV2(buffer, V4, V4, "a.b"u8, [1, 2], checksum: true);
        var header = Reading.InEveryWay(buffer[..length]);
        Assert.StartsWith("02=612e62 05=0102 03=", header.Tlvs, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_an_authority_given_as_text_in_UTF8()
    {
        var buffer = new byte[ProxyHeaderWriter.MaxV2Length];
        var length = ProxyHeaderWriter.WriteV2(buffer, V4, V4, "bücher.example");
        ProxyHeaderReader.Read(buffer.AsSpan(0, length), Reading.Limits, out var header, out _, out _);
        Assert.Equal("bücher.example", Encoding.UTF8.GetString(header.Authority));
    }

    [Fact]
    public void Writes_a_LOCAL_header()
    {
        var buffer = Dirty(ProxyHeaderWriter.V2LocalLength);
        Assert.Equal(16, ProxyHeaderWriter.WriteV2Local(buffer));
        Assert.Equal("0d0a0d0a000d0a515549540a20000000", Convert.ToHexStringLower(buffer));
    }

    [Fact]
    public void Fills_the_longest_header_exactly()
    {
        var buffer = new byte[ProxyHeaderWriter.MaxV2Length];
        Assert.Equal(buffer.Length, ProxyHeaderWriter.WriteV2(buffer, V6, V6, new byte[255], new byte[128], checksum: true));
        Reading.Whole(buffer, buffer.Length);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        var buffer = new byte[ProxyHeaderWriter.MaxV2Length];
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxyHeaderWriter.WriteV2(buffer, V6, V6, new byte[256]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxyHeaderWriter.WriteV2(buffer, V6, V6, new string('é', 128)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProxyHeaderWriter.WriteV2(buffer, V6, V6, uniqueId: new byte[129]));
        Assert.Throws<ArgumentException>(() => ProxyHeaderWriter.WriteV2(new byte[buffer.Length - 1], V6, V6));
        Assert.Throws<ArgumentException>(() => ProxyHeaderWriter.WriteV1(new byte[106], V6, V6));
        Assert.Throws<ArgumentException>(() => ProxyHeaderWriter.WriteV2Local(new byte[15]));
    }

    [Fact]
    public void Is_read_back_as_it_was_written_in_version_1() =>
        Gen.Select(AddressGens.Any, AddressGens.Any).Sample(static (source, target) =>
        {
            var buffer = new byte[ProxyHeaderWriter.MaxV1Length];
            var length = ProxyHeaderWriter.WriteV1(buffer, source, target);
            Assert.Equal((source, target), Ends(Reading.Whole(buffer.AsSpan(0, length), length)));
        });

    [Fact]
    public void Is_read_back_as_it_was_written_in_version_2() =>
        Gen.Select(AddressGens.Any, AddressGens.Any, Gen.Byte.Array[0, 255], Gen.Byte.Array[0, 128], Gen.Bool)
            .Sample(static (source, target, authority, uniqueId, checksum) =>
            {
                var buffer = Dirty(ProxyHeaderWriter.MaxV2Length);
                var length = ProxyHeaderWriter.WriteV2(buffer, source, target, authority, uniqueId, checksum);
                var bytes = buffer.AsSpan(0, length);

                Assert.Equal((source, target), Ends(Reading.Whole(bytes, length)));
                ProxyHeaderReader.Read(bytes, Reading.Limits, out var header, out _, out _);
                Assert.Equal(authority, header.Authority);
                Assert.Equal(uniqueId, header.UniqueId);
                Assert.Equal(checksum, header.Tlvs.TryGet(ProxyTlvType.Checksum, out _));
            });

    [Fact]
    public void Writes_without_allocating()
    {
        var buffer = new byte[ProxyHeaderWriter.MaxV2Length];
        WriteAll(buffer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = WriteAll(buffer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(length > 0);
    }

    private static int WriteAll(byte[] buffer) =>
        ProxyHeaderWriter.WriteV1(buffer, V4, V6)
        + ProxyHeaderWriter.WriteV2Local(buffer)
        + ProxyHeaderWriter.WriteV2(buffer, V4, V6, "api.a.example.org", "id"u8, checksum: true);

    private static (SocketEndpoint, SocketEndpoint) Ends(ReadHeader header) => (header.Source, header.Destination);

    private static byte[] Dirty(int length)
    {
        var buffer = new byte[length];
        Array.Fill(buffer, (byte)0xAA);
        return buffer;
    }

    private static SocketEndpoint Endpoint(string text)
    {
        Assert.True(SocketEndpoint.TryParse(text, out var endpoint));
        return endpoint;
    }
}
