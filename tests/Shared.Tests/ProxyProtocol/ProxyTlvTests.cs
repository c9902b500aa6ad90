using System.Net;
using System.Text;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

public sealed class ProxyTlvTests
{
    private static readonly IPEndPoint Client = new(IPAddress.Parse("10.1.2.3"), 56324);
    private static readonly IPEndPoint Server = new(IPAddress.Parse("10.1.2.4"), 443);

    [Theory]
    [InlineData("04 0000", "04=")] // NOOP, empty
    [InlineData("04 0003 ffffff", "04=ffffff")]
    [InlineData("01 0002 6832 02 0001 61 05 0001 62", "01=6832 02=61 05=62")] // ALPN, authority, unique id
    [InlineData("e0 0001 61 e0 0001 62", "e0=61 e0=62")] // The same type twice
    [InlineData("30 0003 6e7331", "30=6e7331")] // Network namespace
    [InlineData("ea 0005 01 76706365", "ea=0176706365")] // AWS: VPC endpoint "vpce"
    [InlineData("ee 0005 01 c1020304", "ee=01c1020304")] // Azure: link id, little endian
    [InlineData("20 000f 07 00000000 21 0007 544c5376312e33", "20=070000000021000754" + "4c5376312e33")] // SSL with a nested version
    [InlineData("20 0004 61626364", "20=61626364")] // SSL with bare text instead
    [InlineData("20 0000", "20=")]
    public void Reads_extensions_as_opaque_bytes(string hex, string expected) =>
        Assert.Equal(expected, Reading.InEveryWay(Proxied(hex)).Tlvs);

    [Fact]
    public void Reads_a_cluster_name_where_the_TLS_facts_belong()
    {
        var bytes = ProxyHeaderBytes.Proxied(Client, Server, ProxyHeaderBytes.Tlv(0x20, "cluster-1a2b3c"));
        Assert.Equal(ReadStatus.Done, ProxyHeaderReader.Read(bytes, Reading.Limits, out var header, out _, out _));
        Assert.True(header.Tlvs.TryGet(ProxyTlvType.Ssl, out var value));
        Assert.Equal("cluster-1a2b3c", Encoding.ASCII.GetString(value));
    }

    [Fact]
    public void Finds_the_first_of_each_type()
    {
        var bytes = ProxyHeaderBytes.Proxied(
            Client, Server, ProxyHeaderBytes.Tlv(0x01, "h2"), ProxyHeaderBytes.Tlv(0x02, "first"), ProxyHeaderBytes.Tlv(0x02, "second"),
            ProxyHeaderBytes.Tlv(0x05, "id"));
        Assert.Equal(ReadStatus.Done, ProxyHeaderReader.Read(bytes, Reading.Limits, out var header, out _, out _));
        Assert.Equal(
            ("h2", "first", "id"),
            (Encoding.ASCII.GetString(header.Alpn), Encoding.ASCII.GetString(header.Authority), Encoding.ASCII.GetString(header.UniqueId)));
        Assert.False(header.Tlvs.TryGet(ProxyTlvType.Ssl, out _));
        Assert.False(header.Tlvs.IsEmpty);
    }

    [Fact]
    public void Has_empty_conveniences_without_extensions()
    {
        Assert.Equal(
            ReadStatus.Done,
            ProxyHeaderReader.Read(ProxyHeaderBytes.Proxied(Client, Server), Reading.Limits, out var header, out _, out _));
        Assert.True(header.Tlvs.IsEmpty && header.Alpn.IsEmpty && header.Authority.IsEmpty && header.UniqueId.IsEmpty);
    }

    [Theory]
    [InlineData("04", 16)] // The length cannot hold an extension's head: known with the addresses' end.
    [InlineData("04 00", 16)]
    [InlineData("04 0001", 31)]
    [InlineData("04 ffff 00", 31)]
    [InlineData("04 0000 04 0002 00", 34)]
    [InlineData("04 0000 04", 31)]
    public void Refuses_an_extension_beyond_the_headers_end(string hex, int at)
    {
        var (error, found) = Reading.Refusal(Proxied(hex));
        Assert.Equal((ProxyHeaderError.TlvOverrun, at), (error, found));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Takes_a_unique_id_of_up_to_128_bytes(int length, bool valid)
    {
        var bytes = ProxyHeaderBytes.Proxied(Client, Server, ProxyHeaderBytes.Tlv(0x05, new byte[length]));
        if (valid)
            Assert.Equal("05=" + new string('0', 2 * length), Reading.InEveryWay(bytes).Tlvs);
        else
            Assert.Equal((ProxyHeaderError.UniqueIdTooLong, 31), Reading.Refusal(bytes));
    }

    [Fact]
    public void Takes_a_header_with_the_right_checksum()
    {
        var bytes = ProxyHeaderBytes.WithChecksum(ProxyHeaderBytes.Proxied(Client, Server, ProxyHeaderBytes.Tlv(0x02, "api.example")));
        Assert.Contains("03=", Reading.InEveryWay(bytes).Tlvs, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_checksum_in_front_of_other_extensions()
    {
        var bytes = ProxyHeaderBytes.Proxied(Client, Server, ProxyHeaderBytes.Tlv(0x03, 0, 0, 0, 0), ProxyHeaderBytes.Tlv(0x02, "example"));
        var crc = ProxyHeaderBytes.Crc32C(bytes);
        for (var i = 0; i < 4; i++)
            bytes[31 + i] = (byte)(crc >> (24 - (8 * i)));
        Reading.InEveryWay(bytes);
    }

    [Fact]
    public void Refuses_a_checksum_that_any_bit_of_the_header_breaks()
    {
        var right = ProxyHeaderBytes.WithChecksum(ProxyHeaderBytes.Proxied(Client, Server, ProxyHeaderBytes.Tlv(0xE0, 1, 2, 3)));
        // Behind the fixed part, and outside the heads of the extensions: elsewhere another check is the first to fail.
        int[] covered = [.. Enumerable.Range(16, 12), .. Enumerable.Range(31, 3), .. Enumerable.Range(right.Length - 4, 4)];
        foreach (var at in covered)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var wrong = (byte[])right.Clone();
                wrong[at] ^= (byte)(1 << bit);
                Assert.Equal((ProxyHeaderError.ChecksumMismatch, right.Length), Reading.Refusal(wrong));
            }
        }
    }

    [Theory]
    [InlineData("03 0000", 31)]
    [InlineData("03 0003 000000", 31)]
    [InlineData("03 0005 0000000000", 31)]
    [InlineData("03 0004 00000000 03 0004 00000000", 38)]
    public void Refuses_a_malformed_or_repeated_checksum(string hex, int at) =>
        Assert.Equal((ProxyHeaderError.ChecksumMalformed, at), Reading.Refusal(Proxied(hex)));

    [Fact]
    public void Ignores_a_wrong_checksum_of_a_LOCAL_header_with_the_rest_of_it() =>
        Assert.Equal("", Reading.InEveryWay(ProxyHeaderBytes.Header(0x20, 0, ProxyHeaderBytes.Tlv(0x03, 1, 2, 3, 4))).Tlvs);

    // RFC 3720, appendix B.4.
    [Fact]
    public void Computes_the_checksum_of_the_published_examples()
    {
        Assert.Equal(0x8A9136AAu, ProxyHeaderBytes.Crc32C(new byte[32]));
        Assert.Equal(0x8A9136AAu, ProxyHeaderChecksum.Compute(new byte[32], 7));
        var ascending = Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray();
        Assert.Equal(0x46DD794Eu, ProxyHeaderBytes.Crc32C(ascending));
    }

    private static byte[] Proxied(string tlvs) =>
        ProxyHeaderBytes.Proxied(Client, Server, Convert.FromHexString(tlvs.Replace(" ", "", StringComparison.Ordinal)));
}
