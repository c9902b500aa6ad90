using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class HealthCheckerTests : IDisposable
{
    private static readonly HealthCheckOptions Check = new() { Kind = HealthCheckKind.Tcp, UnhealthyThreshold = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly RouteStore _store = Sample.Store(
        Sample.Route("checked", null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1")) with { HealthCheck = Check },
        Sample.Route("unchecked", null, Sample.Backend("10.0.0.3:1")));

    private readonly HealthChecker _checker;
    private readonly List<string> _checked = [];
    private Func<Task<string?>> _result = static () => Task.FromResult<string?>(null);

    public HealthCheckerTests() => _checker = new HealthChecker(_store, Probe, _time, NullLogger<HealthChecker>.Instance);

    private EndpointHealth Health => _store.Current.Table.Routes[0].Backends.Endpoint(0).Health;

    public void Dispose() => _checker.Dispose();

    [Fact]
    public async Task Endpoints_of_routes_with_a_check_are_checked_once_an_interval()
    {
        await CheckAfter(TimeSpan.Zero);
        await CheckAfter(Check.Interval);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], _checked.Order());

        await CheckAfter(Check.Interval - TimeSpan.FromSeconds(1));
        Assert.Equal(2, _checked.Count);
        await CheckAfter(TimeSpan.FromSeconds(1));
        Assert.Equal(4, _checked.Count);
    }

    [Fact]
    public async Task First_checks_are_spread_over_the_interval()
    {
        using var checker = new HealthChecker(
            Sample.Store(Sample.Route("a", null, [.. Enumerable.Range(1, 200).Select(static i => Sample.Backend($"10.0.0.{i}:1"))]) with
            {
                HealthCheck = Check,
            }),
            Probe, _time, NullLogger<HealthChecker>.Instance);
        await checker.CheckDueAsync(CancellationToken.None);
        _time.Advance(Check.Interval / 2);
        await checker.CheckDueAsync(CancellationToken.None);

        Assert.InRange(_checked.Count, 50, 150);
    }

    [Fact]
    public async Task Failures_take_an_endpoint_out_and_a_success_brings_it_back()
    {
        _result = static () => Task.FromResult<string?>("status 500 for /readyz");
        await CheckAfter(TimeSpan.Zero);
        await CheckAfter(Check.Interval);
        Assert.True(Health.IsHealthy);
        await CheckAfter(Check.Interval);
        Assert.False(Health.IsHealthy);
        Assert.Equal("status 500 for /readyz", Health.LastError);

        _result = static () => Task.FromResult<string?>(null);
        await CheckAfter(Check.Interval);
        Assert.True(Health.IsHealthy);
    }

    [Fact]
    public async Task An_endpoint_is_not_checked_again_while_a_check_is_under_way()
    {
        var result = new TaskCompletionSource<string?>();
        _result = () => result.Task;
        await CheckAfter(TimeSpan.Zero);
        _time.Advance(Check.Interval);
        var checking = _checker.CheckDueAsync(CancellationToken.None);
        await CheckAfter(Check.Interval);
        Assert.Equal(2, _checked.Count);

        result.SetResult(null);
        await checking;
        await CheckAfter(TimeSpan.Zero);
        Assert.Equal(4, _checked.Count);
    }

    [Fact]
    public async Task The_checks_at_a_time_are_bounded()
    {
        var result = new TaskCompletionSource<string?>();
        _result = () => result.Task;
        using var checker = new HealthChecker(
            Sample.Store(Sample.Route("a", null, [.. Enumerable.Range(1, 200).Select(static i => Sample.Backend($"10.0.0.{i}:1"))]) with
            {
                HealthCheck = Check,
            }),
            Probe, _time, NullLogger<HealthChecker>.Instance);
        await checker.CheckDueAsync(CancellationToken.None);
        _time.Advance(Check.Interval);
        var checking = checker.CheckDueAsync(CancellationToken.None);
        Assert.Equal(HealthChecker.MaxConcurrent, _checked.Count);

        result.SetResult(null);
        await checking;
        Assert.Equal(200, _checked.Count);
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled_and_a_cancelled_check_teaches_nothing()
    {
        using var stop = new CancellationTokenSource();
        _result = () => Task.Delay(Timeout.Infinite, stop.Token).ContinueWith<string?>(
            static _ => throw new OperationCanceledException(), TaskScheduler.Default);
        await CheckAfter(TimeSpan.Zero);
        _time.Advance(Check.Interval);
        var running = _checker.RunAsync(stop.Token);
        Assert.Equal(2, _checked.Count);

        await stop.CancelAsync();
        await running;
        Assert.True(Health.IsHealthy);
        Assert.Null(Health.LastError);
    }

    private async Task CheckAfter(TimeSpan time)
    {
        _time.Advance(time);
        await _checker.CheckDueAsync(CancellationToken.None);
    }

    private Task<string?> Probe(HealthCheckOptions options, BackendEndpoint endpoint, TimeProvider time, CancellationToken cancellation)
    {
        lock (_checked)
            _checked.Add(endpoint.Backend.Host);
        return _result();
    }
}
