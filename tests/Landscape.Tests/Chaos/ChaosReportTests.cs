using Connectivity.Landscape.Chaos;
using Connectivity.Landscape.Output;
using Xunit;

namespace Connectivity.Landscape.Tests.Chaos;

public sealed class ChaosReportTests
{
    private readonly ChaosReport _report = new(new Progress(_ => { }));

    [Fact]
    public void Nothing_is_not_good() => Assert.False(_report.IsGood);

    [Fact]
    public void One_failure_is_enough()
    {
        _report.Begin("agent: killed");
        _report.Add("a path", "back after 1.0 s", isGood: true);
        Assert.True(_report.IsGood);
        _report.Add("a longer path", "NOT BACK: refused", isGood: false);
        Assert.False(_report.IsGood);
        Assert.Equal(
            "  agent: killed\n    a path         back after 1.0 s\n    a longer path  FAILED: NOT BACK: refused\n  1 of 2 as they have to be",
            _report.ToTable());
    }
}
