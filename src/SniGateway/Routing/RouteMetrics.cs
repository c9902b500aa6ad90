using System.Diagnostics.Metrics;
using Connectivity.Shared.Outcomes;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// What routes and backends have to say to a metrics scrape, read from the configuration in force at that moment. Only routes that
/// were ever used have series, so thousands of idle ones cost nothing; the series of a route end with the route.
/// </summary>
internal sealed class RouteMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Connectivity.SniGateway.Routing";

    private readonly RouteStore _store;

    /// <summary>Registers the instruments.</summary>
    /// <param name="meter">The meter to register them with; its owner disposes of it.</param>
    /// <param name="store">Where the routes are.</param>
    /// <param name="nowMs">Monotonic milliseconds, as the loops count them.</param>
    public RouteMetrics(Meter meter, RouteStore store, Func<long> nowMs)
    {
        _store = store;
        var backends = new BackendMetrics(store, nowMs);
        meter.CreateObservableGauge(
            "connectivity_routes", () => store.Current.Table.Routes.Count, description: "Routes in force.");
        meter.CreateObservableGauge(
            "connectivity_route_connections_active", () => Each(static s => s.Active),
            description: "Connections of the route now.");
        meter.CreateObservableCounter(
            "connectivity_route_connections_total", Ended, description: "Connections of the route that ended, by outcome.");
        meter.CreateObservableCounter(
            "connectivity_route_accepted_total", () => Each(static s => s.Sum(static c => c.Accepted)),
            description: "Connections that asked for the route, refused ones included.");
        meter.CreateObservableCounter(
            "connectivity_route_bytes_total", Bytes, description: "Bytes passed on, up to the backend and down to the client.");
        meter.CreateObservableCounter(
            "connectivity_route_connects_total", () => Each(static s => s.Sum(static c => c.Connects)),
            description: "Connections to backends that were established.");
        meter.CreateObservableCounter(
            "connectivity_route_connect_seconds_total", () => Each(static s => s.Sum(static c => c.ConnectMs) / 1000.0),
            description: "Time it took to establish them.");
        meter.CreateObservableGauge(
            "connectivity_backend_up", backends.Up, description: "1 when an endpoint of the backend is neither ejected nor unhealthy.");
        meter.CreateObservableGauge(
            "connectivity_backend_connections_active", backends.Active, description: "Connections to the backend now.");
        meter.CreateObservableCounter(
            "connectivity_backend_connect_failures_total", backends.Failures, description: "Attempts to connect that failed.");
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<RouteState, T> read)
        where T : struct
    {
        foreach (var route in _store.Current.Table.Routes)
        {
            if (route.State.WasUsed)
                yield return new Measurement<T>(read(route.State), Tag("route", route.Name), Tag("tenant", route.Tenant));
        }
    }

    private IEnumerable<Measurement<long>> Bytes()
    {
        foreach (var route in _store.Current.Table.Routes)
        {
            if (!route.State.WasUsed)
                continue;
            yield return Of(route, "up", route.State.Sum(static c => c.BytesUp));
            yield return Of(route, "down", route.State.Sum(static c => c.BytesDown));
        }

        static Measurement<long> Of(Route route, string direction, long bytes) =>
            new(bytes, Tag("route", route.Name), Tag("tenant", route.Tenant), Tag("direction", direction));
    }

    private IEnumerable<Measurement<long>> Ended()
    {
        foreach (var route in _store.Current.Table.Routes)
        {
            if (!route.State.WasUsed)
                continue;
            foreach (var outcome in ConnectionOutcomes.All)
            {
                if (route.State.Ended(outcome) is > 0 and var count)
                    yield return new(count, Tag("route", route.Name), Tag("tenant", route.Tenant), Tag("outcome", outcome.Name()));
            }
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
