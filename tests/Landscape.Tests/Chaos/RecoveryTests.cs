using Connectivity.Landscape.Chaos;
using Xunit;

namespace Connectivity.Landscape.Tests.Chaos;

public sealed class RecoveryTests
{
    private static readonly DateTimeOffset Fault = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_path_is_back_with_the_first_success_after_the_last_failure()
    {
        var recovery = Recovery.Of(Fault, [Ok(-1, 0), Ok(0, 0.1), Failed(0.2, 0.3), Ok(0.4, 0.5), Failed(0.6, 0.7), Ok(0.8, 1.3), Ok(1.4, 1.5)]);
        Assert.True(recovery.IsBack);
        Assert.False(recovery.WentOn);
        Assert.Equal("back after 1.3 s", recovery.ToString());
    }

    [Fact]
    public void What_failed_before_the_fault_does_not_count()
    {
        var recovery = Recovery.Of(Fault, [Failed(-2, -1), Ok(0.1, 0.2)]);
        Assert.True(recovery.WentOn);
        Assert.Equal("went on", recovery.ToString());
    }

    [Fact]
    public void A_try_that_was_under_way_when_the_fault_happened_counts() =>
        Assert.Equal("back after 2.0 s", Recovery.Of(Fault, [Failed(-1, 1), Ok(1, 2)]).ToString());

    [Fact]
    public void A_path_that_only_fails_is_not_back_and_says_why()
    {
        var recovery = Recovery.Of(Fault, [Ok(0, 0.1), Failed(0.2, 0.3)]);
        Assert.False(recovery.IsBack);
        Assert.False(recovery.WentOn);
        Assert.Equal("NOT BACK: refused", recovery.ToString());
    }

    [Fact]
    public void A_path_that_was_not_tried_is_not_back() => Assert.False(Recovery.Of(Fault, [Ok(-2, -1)]).IsBack);

    [Fact]
    public void A_slow_answer_is_told() =>
        Assert.Equal("went on, held up for 2.5 s at most", Recovery.Of(Fault, [Ok(-0.5, 2), Ok(2.1, 2.2)]).ToString());

    private static Attempt Ok(double from, double to) => new(Fault.AddSeconds(from), Fault.AddSeconds(to), null);

    private static Attempt Failed(double from, double to) => new(Fault.AddSeconds(from), Fault.AddSeconds(to), "refused");
}
