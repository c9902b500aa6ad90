using Connectivity.SniGateway.Limits;
using CsCheck;
using Xunit;

namespace Connectivity.SniGateway.Tests.Limits;

public sealed class TokenBucketTests
{
    [Fact]
    public void Starts_full_and_refills_one_token_at_a_time()
    {
        var rate = new TokenRate(perSecond: 2, burst: 3);
        var bucket = default(TokenBucket);

        Assert.Equal([true, true, true, false], Take(ref bucket, rate, 1000, 1000, 1000, 1000));
        Assert.Equal([false, true, false, true], Take(ref bucket, rate, 1499, 1500, 1999, 2000));
        Assert.False(bucket.IsFull(3499));
        Assert.True(bucket.IsFull(3500));
    }

    [Fact]
    public void Never_holds_more_than_the_burst()
    {
        var rate = new TokenRate(perSecond: 10, burst: 2);
        var bucket = default(TokenBucket);

        Assert.Equal([true, true, false], Take(ref bucket, rate, 1_000_000, 1_000_000, 1_000_000));
    }

    [Fact]
    public void The_default_burst_is_a_second_of_the_rate()
    {
        var rate = new TokenRate(perSecond: 3, burst: 0);
        var bucket = default(TokenBucket);

        Assert.Equal([true, true, true, false], Take(ref bucket, rate, 0, 0, 0, 0));
    }

    [Fact]
    public void Without_a_rate_every_take_succeeds()
    {
        var bucket = default(TokenBucket);

        for (var i = 0; i < 1000; i++)
            Assert.True(bucket.TryTake(default, 0));
        Assert.True(bucket.IsFull(0));
    }

    [Fact]
    public void Takes_never_exceed_burst_and_rate_at_any_times() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 50], Gen.Int[0, 30].Array[1, 200]).Sample(static (perSecond, burst, steps) =>
        {
            var rate = new TokenRate(perSecond, burst);
            var bucket = default(TokenBucket);
            var (now, taken) = (0L, 0);
            foreach (var step in steps)
            {
                now += step;
                taken += bucket.TryTake(rate, now) ? 1 : 0;
                Assert.True(taken <= burst + (now * perSecond / 1000.0) + 0.001);
            }
        });

    [Fact]
    public void Parallel_takers_share_exactly_the_burst()
    {
        var rate = new TokenRate(perSecond: 1, burst: 1000);
        var shared = new Shared();
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                if (shared.Bucket.TryTake(rate, 5))
                    Interlocked.Increment(ref shared.Taken);
            }
        });

        Assert.Equal(1000, shared.Taken);
    }

    private static bool[] Take(ref TokenBucket bucket, TokenRate rate, params ReadOnlySpan<long> times)
    {
        var taken = new bool[times.Length];
        for (var i = 0; i < times.Length; i++)
            taken[i] = bucket.TryTake(rate, times[i]);
        return taken;
    }

    private sealed class Shared
    {
        public TokenBucket Bucket;
        public int Taken;
    }
}
