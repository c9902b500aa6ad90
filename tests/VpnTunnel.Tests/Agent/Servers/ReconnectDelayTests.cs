using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Configuration;
using CsCheck;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

public sealed class ReconnectDelayTests
{
    private static readonly ReconnectOptions Options = new();

    [Fact]
    public void The_bound_doubles_with_each_failure_up_to_the_greatest()
    {
        var delay = new ReconnectDelay(static () => 0.999999);

        Assert.Equal(
            [199, 399, 799, 1599, 3199, 4999, 4999],
            Enumerable.Range(0, 7).Select(_ => delay.AfterFailure(Options)));
    }

    [Fact]
    public void The_wait_is_anything_from_nothing_to_the_bound() => Gen.Double[0, 1].Array[1, 100].Sample(static fractions =>
    {
        var next = 0;
        var delay = new ReconnectDelay(() => fractions[next++] * 0.999999);
        for (var i = 0; i < fractions.Length; i++)
        {
            var bound = Math.Min(200.0 * Math.Pow(2, i), 5000);
            Assert.InRange(delay.AfterFailure(Options), (long)(fractions[i] * bound * 0.99), (long)bound);
        }
    });

    [Fact]
    public void A_good_carrier_is_followed_at_once_by_the_first_slot_and_soon_by_the_others()
    {
        var delay = new ReconnectDelay(static () => 0.5);
        for (var i = 0; i < 10; i++)
            delay.AfterFailure(Options);

        Assert.Equal(0, delay.AfterSuccess(Options, 0));
        Assert.Equal(100, delay.AfterSuccess(Options, 1));
        Assert.Equal(100, delay.AfterFailure(Options));
    }

    [Fact]
    public void The_least_wait_is_never_more_than_the_greatest() =>
        Assert.Equal(10, new ReconnectDelay(static () => 1).AfterFailure(new ReconnectOptions { Min = TimeSpan.FromMilliseconds(10), Max = TimeSpan.FromMilliseconds(10) }));
}
