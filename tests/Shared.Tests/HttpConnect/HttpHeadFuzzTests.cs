using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.HttpConnect;

/// <summary>What holds for any bytes: no exception, no byte taken that is not there, and one verdict however they are cut.</summary>
public sealed class HttpHeadFuzzTests
{
    private static readonly byte[][] Requests =
    [
        Heads.Bytes("CONNECT api.a.example.org:443 HTTP/1.1\r\nHost: x\r\nX-Gardener-Destination: outbound|443||kube-apiserver\r\n\r\n"),
        Heads.Bytes("CONNECT a:1 HTTP/1.0\r\nContent-Length: 0\r\n\r\n"),
    ];

    private static readonly byte[][] Responses =
    [
        Heads.Bytes("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"),
        Heads.Bytes("HTTP/1.0 503\r\n\r\n"),
    ];

    [Fact]
    public void Survives_random_bytes() => Gen.Byte.Array[0, 200].Sample(static bytes =>
    {
        Heads.Verdict(Heads.Request, bytes);
        Heads.Verdict(Heads.Response, bytes);
    });

    [Fact]
    public void Survives_random_text_behind_a_good_beginning() =>
        Gen.String[Gen.Char["aZ09:- \t\r\n\r\n\r\n\0é/.;"], 0, 80].Sample(static text =>
        {
            Heads.Verdict(Heads.Request, Heads.Bytes("CONNECT a:1 HTTP/1.1\r\n" + text));
            Heads.Verdict(Heads.Response, Heads.Bytes("HTTP/1.1 200 OK\r\n" + text));
        });

    [Fact]
    public void Survives_every_single_byte_of_each_head_replaced()
    {
        foreach (var (read, seed) in Requests.Select(static r => ((Heads.Reader)Heads.Request, r))
            .Concat(Responses.Select(static r => ((Heads.Reader)Heads.Response, r))))
        {
            for (var at = 0; at < seed.Length; at++)
            {
                foreach (var value in Heads.Bytes("\0\t\n\r :a0\u007f\u00e9"))
                {
                    var mutant = (byte[])seed.Clone();
                    mutant[at] = value;
                    Heads.Verdict(read, [.. mutant, 0x16]);
                }
            }
        }
    }

    [Fact]
    public void Reads_what_was_put_together() =>
        Gen.Select(Target, Gen.Int[0, 1], Header.Array[0, 20]).Sample(static (target, minor, headers) =>
        {
            var lines = string.Concat(headers.Select(static h => $"{h.Name}:{h.Value}\r\n"));
            var text = $"CONNECT {target} HTTP/1.{minor}\r\n{lines}\r\n";
            var read = Heads.Request(Heads.Bytes(text + "tunnel"));

            Assert.Equal((ReadStatus.Done, text.Length), (read.Status, read.Consumed));
            Assert.Equal($"{target} 1.{minor}", read.Message.StartLine);
            Assert.Equal(string.Concat(headers.Select(static h => $"{h.Name}={h.Value.Trim(' ', '\t')};")), read.Message.Fields);
        });

    private static Gen<string> Target => Gen.String[Gen.Char["abzAZ09.:[]-|"], 1, 40];

    private static Gen<(string Name, string Value)> Header =>
        Gen.Select(Gen.String[Gen.Char["abcXYZ019-_!"], 1, 20], Gen.String[Gen.Char["ab ;:=\"\t,é|"], 0, 30], static (n, v) => (n, v));
}
