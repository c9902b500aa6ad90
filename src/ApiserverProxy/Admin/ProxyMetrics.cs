using System.Diagnostics.Metrics;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.ApiserverProxy.Interfaces;
using Connectivity.ApiserverProxy.Readiness;
using Connectivity.Shared.Outcomes;

namespace Connectivity.ApiserverProxy.Admin;

/// <summary>What the proxy has to say to a metrics scrape.</summary>
internal static class ProxyMetrics
{
    private const string Own = "connectivity_apiserver_proxy_";

    public static void Register(Meter meter, Forwarder forwarder, GatewayReadiness readiness, AddressKeeper? keeper)
    {
        var counters = forwarder.Counters;
        meter.CreateObservableGauge(Own + "connections_active", () => forwarder.Connections, description: "Connections now.");
        meter.CreateObservableGauge(Own + "connections_limit", () => forwarder.MaxConnections, description: "Most connections at a time.");
        meter.CreateObservableCounter(Own + "accepted_total", () => counters.Accepted, description: "Connections accepted, refused ones included.");
        meter.CreateObservableCounter(Own + "connections_total", () => Ended(counters), description: "Connections that ended, by leg and outcome.");
        meter.CreateObservableCounter(
            Own + "bytes_total",
            () => new[] { Of(counters.BytesUp, "direction", "up"), Of(counters.BytesDown, "direction", "down") },
            description: "Bytes passed on, up to kube-apiserver and down from it.");
        meter.CreateObservableCounter(Own + "dials_total", () => counters.Dials, description: "Connections that found their way through the gateway.");
        meter.CreateObservableCounter(
            Own + "dial_seconds_total", () => counters.DialMs / 1000.0, description: "Time it took them, failed attempts before included.");
        meter.CreateObservableCounter(Own + "dials_warm_total", () => counters.Warm, description: "How many of them found it made before they came.");
        meter.CreateObservableGauge(
            Own + "warm_connections", () => forwarder.WarmConnections, description: "Connections to kube-apiserver that wait for a client.");
        meter.CreateObservableGauge(
            Own + "gateway_addresses", () => forwarder.Addresses.Current.Length, description: "Addresses of the gateway that are known.");
        meter.CreateObservableGauge(
            Own + "gateway_lookup_failed", () => forwarder.Addresses.Problem is null ? 0 : 1, description: "1 while the gateway cannot be looked up.");
        meter.CreateObservableGauge(
            Own + "ready", () => readiness.Problem is null ? 1 : 0, description: "1 while kube-apiserver answers through the gateway.");
        meter.CreateObservableCounter(Own + "readiness_tries_total", () => readiness.Tries, description: "Hellos sent to find that out.");
        meter.CreateObservableGauge(Own + "readiness_seconds", () => readiness.LastMs / 1000.0, description: "Time that the last of them took.");
        if (keeper is not null)
            RegisterInterface(meter, keeper);
    }

    private static void RegisterInterface(Meter meter, AddressKeeper keeper)
    {
        meter.CreateObservableCounter(
            Own + "address_repairs_total", () => keeper.Repairs, description: "Times that an address or its interface had to be put back.");
        meter.CreateObservableGauge(
            Own + "address_claimed", () => keeper.Problem is null ? 1 : 0, description: "1 while the addresses are in their place.");
    }

    private static IEnumerable<Measurement<long>> Ended(ProxyCounters counters)
    {
        foreach (var leg in Enum.GetValues<ProxyLeg>())
        {
            foreach (var outcome in ConnectionOutcomes.All)
            {
                if (counters.Ended(leg, outcome) is > 0 and var count)
                    yield return new(count, new("leg", leg.Name()), new("outcome", outcome.Name()));
            }
        }
    }

    private static Measurement<long> Of(long value, string tag, string tagValue) => new(value, new KeyValuePair<string, object?>(tag, tagValue));
}
