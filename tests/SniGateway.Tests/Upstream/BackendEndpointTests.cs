using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class BackendEndpointTests
{
    private static readonly OutlierEjectionOptions Ejection = new();

    private readonly BackendEndpoint _endpoint = new Backend(Sample.Backend("10.0.0.1:443").Address, Ejection).Endpoints[0];

    [Fact]
    public void The_third_failure_in_a_row_takes_it_out_for_five_seconds()
    {
        Assert.False(_endpoint.ConnectFailed(100));
        Assert.False(_endpoint.ConnectFailed(200));
        Assert.False(_endpoint.IsEjected(200));
        Assert.True(_endpoint.ConnectFailed(300));

        Assert.True(_endpoint.IsEjected(5299));
        Assert.False(_endpoint.IsEjected(5300));
    }

    [Fact]
    public void A_success_in_between_begins_the_count_anew()
    {
        _endpoint.ConnectFailed(0);
        _endpoint.ConnectFailed(0);
        _endpoint.ConnectSucceeded();

        Assert.False(_endpoint.ConnectFailed(0));
        Assert.Equal(1, _endpoint.ConsecutiveFailures);
    }

    [Fact]
    public void Each_failure_after_its_return_doubles_the_time_up_to_five_minutes()
    {
        _endpoint.Eject(nowMs: 0);
        var times = new List<long>();
        for (var i = 0; i < 8; i++)
        {
            var returned = _endpoint.EjectedUntilMs;
            Assert.True(_endpoint.ConnectFailed(returned));
            times.Add((_endpoint.EjectedUntilMs - returned) / 1000);
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300, 300], times);
    }

    [Fact]
    public void A_success_forgets_the_doubling()
    {
        _endpoint.Eject(nowMs: 0);
        _endpoint.ConnectFailed(5000);
        Assert.True(_endpoint.IsEjected(5000));

        _endpoint.ConnectSucceeded();
        Assert.False(_endpoint.IsEjected(5000));
        _endpoint.Eject(nowMs: 20_000);

        Assert.Equal(25_000, _endpoint.EjectedUntilMs);
    }

    [Fact]
    public void Attempts_that_were_under_way_do_not_lengthen_the_time()
    {
        _endpoint.Eject(nowMs: 0);
        for (var i = 0; i < 10; i++)
            Assert.False(_endpoint.ConnectFailed(10));

        Assert.Equal(5000, _endpoint.EjectedUntilMs);
        Assert.Equal(13, _endpoint.Backend.ConnectFailures);
    }

    [Fact]
    public void With_ejection_off_it_is_never_out()
    {
        _endpoint.Backend.OutlierEjection = Ejection with { ConsecutiveFailures = 0 };
        for (var i = 0; i < 100; i++)
            Assert.False(_endpoint.ConnectFailed(0));
        Assert.False(_endpoint.IsEjected(0));
    }

    [Fact]
    public void Parallel_failures_take_it_out_once()
    {
        var ejections = 0;
        Parallel.For(0, 100, _ =>
        {
            if (_endpoint.ConnectFailed(7))
                Interlocked.Increment(ref ejections);
        });

        Assert.Equal(1, ejections);
        Assert.Equal(5007, _endpoint.EjectedUntilMs);
    }

    [Fact]
    public void Health_changes_at_its_thresholds_only()
    {
        var health = _endpoint.Health;

        Assert.Equal(
            [false, false, false, true, false, false, false, true],
            new[] { "no", null, "no", "no", null, "no", null, null }
                .Select(error => health.Report(error, healthyThreshold: 2, unhealthyThreshold: 2)));
        Assert.True(health.IsHealthy);
        Assert.Null(health.LastError);
    }
}
