using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Scenarios.Gateway;
using Xunit;

namespace Connectivity.LoadTest.Tests.Scenarios;

public sealed class GatewayEchoScenarioTests
{
    private readonly GatewayEchoScenario _scenario = new();

    [Fact]
    public void A_tail_with_a_target_is_measured_more_often()
    {
        var withTarget = _scenario.Goals.Where(static g => g.Metric == Metric.Tail).Select(static g => g.Variant!).Distinct().ToArray();
        Assert.NotEmpty(withTarget);
        Assert.All(_scenario.Cases, v => Assert.Equal(withTarget.Contains(v) ? 15 : 3, _scenario.RoundsOf(v, 3)));
    }

    [Fact]
    public void A_quick_run_measures_everything_once() => Assert.All(_scenario.Cases, v => Assert.Equal(1, _scenario.RoundsOf(v, 1)));
}
