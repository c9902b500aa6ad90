using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Hosting;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

public sealed class FailureLogTests
{
    private static readonly DialFailure Refused = new(ProxyLeg.Connect, ConnectionOutcome.ConnectRefused, "10.0.0.1:8443: connection refused");
    private static readonly DialFailure Forbidden = new(ProxyLeg.Gateway, ConnectionOutcome.ConnectRefused, "it answered 403 Forbidden");

    private readonly TestLog _log = new();
    private readonly FailureLog _failures;

    public FailureLogTests() => _failures = new FailureLog(_log);

    [Fact]
    public void The_same_failure_is_told_every_ten_seconds_with_a_count()
    {
        for (var ms = 0; ms < 20_000; ms += 10)
            _failures.Add(Refused, ms);

        Assert.Equal([Line(Refused, 1), Line(Refused, 1000)], _log.Lines);
    }

    [Fact]
    public void Another_leg_is_told_at_once()
    {
        _failures.Add(Refused, 0);
        _failures.Add(Forbidden, 1);

        Assert.Equal([Line(Refused, 1), Line(Forbidden, 1)], _log.Lines);
    }

    [Fact]
    public void A_gateway_that_is_good_every_other_time_does_not_fill_the_log()
    {
        for (var ms = 0; ms < 10_000; ms += 10)
        {
            _failures.Add(ms % 20 == 0 ? Refused : Forbidden, ms);
            _failures.Clear(ms);
        }

        Assert.Equal(3, _log.Lines.Count);
        Assert.Single(_log.Lines, static line => line.Contains("reached again", StringComparison.Ordinal));
    }

    [Fact]
    public void That_the_gateway_is_reached_again_is_told_once_and_only_after_a_failure_on_its_side()
    {
        _failures.Clear(0);
        _failures.Add(new DialFailure(ProxyLeg.Self, ConnectionOutcome.OutOfDescriptors, "10000 connections are there already"), 1);
        _failures.Clear(2);
        Assert.Single(_log.Lines);
        _failures.Add(Refused, 3);
        _failures.Clear(4);
        _failures.Clear(5);

        Assert.Equal("Information: The gateway is reached again", _log.Lines.Last());
        Assert.Equal(3, _log.Lines.Count);
    }

    private static string Line(DialFailure failure, int connections) =>
        $"Warning: No way to the control plane: {failure.Leg.Name()}: {failure.Outcome}: {failure.Problem}; {connections} connections since this was last told";
}
