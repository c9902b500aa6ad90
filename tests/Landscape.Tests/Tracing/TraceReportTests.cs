using Connectivity.Landscape.Tracing;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

public sealed class TraceReportTests
{
    private static readonly LegResult Good = LegResult.Ok(TraceLeg.ClientToGateway, TimeSpan.FromMilliseconds(0.34), "127.0.0.1:6443");
    private static readonly LegResult Broken = LegResult.Failed(TraceLeg.Kubelet, TimeSpan.FromSeconds(1.5), "CONNECT: 503", "a-1");
    private static readonly LegResult Behind = LegResult.NotReached(TraceLeg.GatewayToApiserver, "the gateway is away");
    private static readonly LegResult Unseen = LegResult.NotLookedAt(TraceLeg.NodeProxy, "takes root", "a-1");

    [Fact]
    public void A_line_a_leg_with_verdict_time_and_detail() => Assert.Equal(
        [
            "  client -> gateway               ok                0.3 ms  127.0.0.1:6443",
            "  agent -> kubelet a-1            FAILED         1500.0 ms  CONNECT: 503",
            "  gateway -> apiserver            not reached               the gateway is away",
            "  node a-1 -> proxy -> apiserver  not looked at             takes root",
        ],
        TraceReport.Lines([Good, Broken, Behind, Unseen]));

    [Fact]
    public void What_cannot_be_looked_at_is_no_failure_and_what_cannot_be_reached_is()
    {
        Assert.Equal(0, TraceReport.ExitCode([Good, Unseen]));
        Assert.Equal(1, TraceReport.ExitCode([Good, Behind]));
        Assert.Equal(1, TraceReport.ExitCode([Good, Broken]));
    }

    [Fact]
    public void Every_leg_has_a_name_of_its_own() => Assert.Equal(
        Enum.GetValues<TraceLeg>().Length,
        Enum.GetValues<TraceLeg>().Select(static leg => LegResult.NotReached(leg, "", "a-1").Name).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData(0.2, "200 ms")]
    [InlineData(-1, "0 ms")]
    [InlineData(12.9, "12 s")]
    [InlineData(150, "2 min")]
    [InlineData(8000, "2 h")]
    public void Ages_are_told_in_their_largest_unit(double seconds, string text) => Assert.Equal(text, Ages.Length(TimeSpan.FromSeconds(seconds)));
}
