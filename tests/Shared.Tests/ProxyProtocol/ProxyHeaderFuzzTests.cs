using System.Net;
using System.Text;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.TestKit.ProxyProtocol;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.ProxyProtocol;

/// <summary>What holds for any bytes: no exception, no byte taken that is not there, and one verdict however they are cut.</summary>
public sealed class ProxyHeaderFuzzTests
{
    private static readonly IPEndPoint V4 = new(IPAddress.Parse("10.1.2.3"), 443);
    private static readonly IPEndPoint V6 = new(IPAddress.Parse("2001:db8::1"), 443);

    private static readonly byte[][] Seeds =
    [
        Encoding.ASCII.GetBytes("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"),
        Encoding.ASCII.GetBytes("PROXY TCP6 2001:db8::1 ::ffff:1.2.3.4 56324 443\r\n"),
        Encoding.ASCII.GetBytes("PROXY UNKNOWN whatever\r\n"),
        ProxyHeaderBytes.Proxied(V4, V4, ProxyHeaderBytes.Tlv(0x02, "api.a.example.org"), ProxyHeaderBytes.Tlv(0x04)),
        ProxyHeaderBytes.WithChecksum(ProxyHeaderBytes.Proxied(V6, V6, ProxyHeaderBytes.Tlv(0x05, "id"))),
        ProxyHeaderBytes.Header(0x20, 0),
        ProxyHeaderBytes.Header(0x21, 0x31, new byte[216]),
    ];

    [Fact]
    public void Survives_random_bytes() => Gen.Byte.Array[0, 300].Sample(static bytes => Check(bytes));

    [Fact]
    public void Survives_random_bytes_behind_a_signature() =>
        Gen.Select(Gen.Bool, Gen.Byte.Array[0, 300]).Sample(static (binary, bytes) =>
            Check(binary ? [.. ProxyHeaderBytes.Signature, 0x21, .. bytes] : [.. "PROXY TCP6 "u8, .. bytes]));

    [Fact]
    public void Survives_random_extensions() =>
        Gen.Select(Gen.Byte, Gen.Int[0, 200], Gen.Byte.Array[0, 64]).Array[0, 20].Sample(static parts =>
        {
            // The second number is the claimed length: seldom the true one.
            var tlvs = parts.Select(static part => (byte[])[part.Item1, 0, (byte)part.Item2, .. part.Item3]).ToArray();
            Check(ProxyHeaderBytes.Proxied(V4, V4, tlvs));
        });

    [Fact]
    public void Survives_every_single_byte_of_each_header_replaced()
    {
        foreach (var seed in Seeds)
        {
            for (var at = 0; at < seed.Length; at++)
            {
                // Each bit, the neighbours and a few bytes that mean something: 18 mutants of each byte.
                byte[] values =
                [
                    .. Enumerable.Range(0, 8).Select(bit => (byte)(seed[at] ^ (1 << bit))), (byte)(seed[at] + 1), (byte)(seed[at] - 1),
                    0x00, 0xFF, (byte)' ', (byte)'\r', (byte)'\n', (byte)'0', (byte)':', (byte)'.',
                ];
                foreach (var value in values)
                {
                    var mutant = (byte[])seed.Clone();
                    mutant[at] = value;
                    Check([.. mutant, 0x16]);
                }
            }
        }
    }

    [Fact]
    public void Survives_bytes_cut_out_and_put_in() =>
        Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Int[0, 300], Gen.Int[0, 20], Gen.Byte.Array[0, 20])
            .Sample(static (index, at, cut, insert) =>
            {
                var seed = Seeds[index];
                at %= seed.Length + 1;
                cut = Math.Min(cut, seed.Length - at);
                Check([.. seed.AsSpan(0, at), .. insert, .. seed.AsSpan(at + cut)]);
            });

    /// <summary>Reads every beginning of the bytes: asks for more until one verdict, which then stays.</summary>
    private static void Check(byte[] bytes)
    {
        var verdict = (Status: ReadStatus.NeedMore, Consumed: 0, Error: ProxyHeaderError.None);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var status = ProxyHeaderReader.Read(bytes.AsSpan(0, length), Reading.Limits, out var header, out var consumed, out var error);
            // Compared by hand: this runs a million times, and the assertion is slow even where it holds.
            if (verdict.Status != ReadStatus.NeedMore && verdict != (status, consumed, error))
                Assert.Equal(verdict, (status, consumed, error));
            if (verdict.Status == ReadStatus.NeedMore && status == ReadStatus.Done)
                _ = ReadHeader.From(header);
            verdict = (status, consumed, error);

            Assert.True(consumed <= length);
            Assert.True((status == ReadStatus.Done) == (consumed > 0));
            Assert.True((status == ReadStatus.Invalid) == (error != ProxyHeaderError.None));
        }
    }
}
