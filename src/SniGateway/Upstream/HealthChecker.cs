using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Upstream;

/// <summary>
/// Checks an endpoint: null when it serves, else why not. Throws only <see cref="OperationCanceledException"/>, when it was cancelled.
/// </summary>
internal delegate Task<string?> EndpointProbe(
    HealthCheckOptions options, BackendEndpoint endpoint, TimeProvider time, CancellationToken cancellation);

/// <summary>
/// Checks the endpoints of routes that ask for it, in the background and independent of the data path. First checks are spread over
/// the interval at random; the number of checks at a time is bounded, and a check that finds no slot comes later.
/// </summary>
internal sealed partial class HealthChecker(RouteStore store, EndpointProbe probe, TimeProvider time, ILogger<HealthChecker> logger)
    : IDisposable
{
    /// <summary>Checks that may be under way at a time: each holds a socket and, with TLS, the work of a handshake.</summary>
    public const int MaxConcurrent = 64;

    // Also the precision of the interval.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(MaxConcurrent);

    /// <summary>Checks endpoints as they fall due, until cancelled; ends when nothing is under way any more.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            // Not awaited: a slow endpoint must not hold up the others. It is not begun again while it is under way.
            do
                _ = CheckDueAsync(cancellation);
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            for (var i = 0; i < MaxConcurrent; i++)
                await _slots.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>To be called after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose() => _slots.Dispose();

    /// <summary>Begins the checks that are due, and ends when they have ended. It never throws for what an endpoint does.</summary>
    public Task CheckDueAsync(CancellationToken cancellation)
    {
        var nowMs = NowMs();
        List<Task> begun = [];
        foreach (var route in store.Current.Table.Routes)
        {
            if (route.Options.HealthCheck.Kind == HealthCheckKind.Off)
                continue;
            foreach (var member in route.Backends.Members)
            {
                foreach (var endpoint in member.Backend.EndpointArray)
                {
                    if (IsDue(endpoint.Health, route.Options.HealthCheck, nowMs) && endpoint.Health.TryBeginCheck())
                        begun.Add(CheckAsync(route, endpoint, nowMs, cancellation));
                }
            }
        }

        return Task.WhenAll(begun);
    }

    private static bool IsDue(EndpointHealth health, HealthCheckOptions options, long nowMs)
    {
        health.NextCheckMs ??= nowMs + Random.Shared.NextInt64((long)options.Interval.TotalMilliseconds);
        return health.NextCheckMs <= nowMs;
    }

    private async Task CheckAsync(Route route, BackendEndpoint endpoint, long nowMs, CancellationToken cancellation)
    {
        var options = route.Options.HealthCheck;
        try
        {
            await _slots.WaitAsync(cancellation);
            try
            {
                var error = await probe(options, endpoint, time, cancellation);
                if (endpoint.Health.Report(error, options.HealthyThreshold, options.UnhealthyThreshold))
                    LogChanged(route, endpoint, error);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nothing was learnt.
        }
        finally
        {
            // A slow check does not move those after it, unless it took longer than the interval.
            endpoint.Health.NextCheckMs = Math.Max(nowMs + (long)options.Interval.TotalMilliseconds, NowMs());
            endpoint.Health.EndCheck();
        }
    }

    private long NowMs() => (long)time.GetElapsedTime(0).TotalMilliseconds;

    private void LogChanged(Route route, BackendEndpoint endpoint, string? error)
    {
        if (error is null)
            LogHealthy(endpoint.Address, endpoint.Backend.Name, route.Name);
        else
            LogUnhealthy(endpoint.Address, endpoint.Backend.Name, route.Name, error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Endpoint {Endpoint} of backend {Backend} of route {Route} is healthy again")]
    private partial void LogHealthy(SocketEndpoint endpoint, string backend, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Endpoint {Endpoint} of backend {Backend} of route {Route} is unhealthy: {Error}")]
    private partial void LogUnhealthy(SocketEndpoint endpoint, string backend, string route, string error);
}
