using System.Diagnostics.Metrics;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Listening;

namespace Connectivity.SniGateway.Admin;

/// <summary>What the gateway as a whole has to say to a metrics scrape. Routes have their own (RouteMetrics).</summary>
internal static class GatewayMetrics
{
    public static void Register(Meter meter, Gateway gateway)
    {
        meter.CreateObservableGauge("connectivity_connections_active", () => gateway.Connections, description: "Client connections now.");
        meter.CreateObservableGauge(
            "connectivity_connections_unrouted", () => gateway.Sources.Unrouted, description: "Client connections that have not said where to.");
        meter.CreateObservableGauge(
            "connectivity_connections_limit", () => gateway.MaxConnections, description: "Most client connections at a time.");
        meter.CreateObservableCounter(
            "connectivity_connections_without_descriptor_total",
            () => gateway.OutOfDescriptors,
            description: "Connections reset since there was no room or descriptor for them.");
        meter.CreateObservableCounter(
            "connectivity_listener_accepted_total",
            () => gateway.Listeners.Select(static l => Of(l, l.Sum(static c => c.Accepted))),
            description: "Connections accepted.");
        meter.CreateObservableCounter("connectivity_listener_connections_total", () => Ended(gateway), description: "Connections that ended, by outcome and side.");
        meter.CreateObservableGauge(
            "connectivity_loop_connections",
            () => gateway.Loops.Loops.Select(static l => new Measurement<int>(l.Load, new KeyValuePair<string, object?>("loop", l.Index))),
            description: "Connections on each event loop.");
        meter.CreateObservableCounter(
            "connectivity_access_log_dropped_total", () => gateway.AccessLog.Dropped, description: "Access log lines that could not be written.");
        meter.CreateObservableGauge(
            "connectivity_config_generation", () => gateway.Routes.Current.Generation, description: "Configurations put in force after the first.");
    }

    private static IEnumerable<Measurement<long>> Ended(Gateway gateway)
    {
        foreach (var listener in gateway.Listeners)
        {
            foreach (var outcome in ConnectionOutcomes.All)
            {
                if (listener.Sum(c => c.Ended(outcome)) is > 0 and var count)
                    yield return Of(listener, count, new("outcome", outcome.Name()), new("side", AccessLogEntry.SideName(outcome.Side())));
            }
        }
    }

    private static Measurement<long> Of(GatewayListener listener, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        new(value, [new("listener", listener.Name), .. tags]);
}
