using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Targets;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.Targets;

public sealed class HelloSkipperTests
{
    private static readonly byte[] Rest = "Ehello"u8.ToArray();

    [Fact]
    public void What_follows_the_hello_comes_through_however_it_is_cut() => Gen.Int[1, 2000].Array[1, 20].Sample(static cuts =>
    {
        byte[] stream = [.. ClientHellos.For("api.a.example.org"), .. Rest];
        Assert.Equal(Rest, Skip(stream, cuts));
    });

    [Fact]
    public void A_stream_without_a_hello_comes_through_whole() => Assert.Equal(Rest, Skip(Rest, [1, 2]));

    private static byte[] Skip(ReadOnlySpan<byte> stream, int[] cuts)
    {
        var skipper = default(HelloSkipper);
        var through = new List<byte>();
        for (var i = 0; !stream.IsEmpty; i++)
        {
            var taken = Math.Min(cuts[i % cuts.Length], stream.Length);
            // A target asks only until it has got something.
            through.AddRange(through.Count == 0 ? skipper.Skip(stream[..taken]) : stream[..taken]);
            stream = stream[taken..];
        }

        return [.. through];
    }
}
