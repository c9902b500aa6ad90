using Connectivity.SniGateway.Limits;
using Xunit;

namespace Connectivity.SniGateway.Tests.Limits;

public sealed class BoundedCounterTests
{
    private BoundedCounter _counter;

    [Fact]
    public void Parallel_threads_never_get_over_the_limit_and_end_at_zero()
    {
        const int Limit = 3;
        var highest = 0;
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (!_counter.TryIncrement(Limit))
                    continue;
                InterlockedMax(ref highest, _counter.Value);
                _counter.Decrement();
            }
        });

        Assert.InRange(highest, 1, Limit);
        Assert.Equal(0, _counter.Value);
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        for (var i = 0; i < 100; i++)
            Assert.True(_counter.TryIncrement(0));
        Assert.Equal(100, _counter.Value);
    }

    [Fact]
    public void A_limit_lowered_below_the_count_refuses_until_the_count_is_below_it()
    {
        for (var i = 0; i < 5; i++)
            Assert.True(_counter.TryIncrement(5));

        Assert.False(_counter.TryIncrement(4));
        _counter.Decrement();
        _counter.Decrement();
        Assert.True(_counter.TryIncrement(4));
    }

    private static void InterlockedMax(ref int highest, int value)
    {
        var seen = Volatile.Read(ref highest);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref highest, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
