using System.Diagnostics.Metrics;
using Connectivity.VpnTunnel.Agent.Servers;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Agent;

/// <summary>What the agent has to say to a metrics scrape; what konnectivity's agent says too, also under its names.</summary>
internal static class AgentMetrics
{
    private const string Own = "connectivity_tunnel_agent_";
    private const string Konnectivity = "konnectivity_network_proxy_agent_";

    private static readonly OpenFailure[] DialFailures = [.. Enum.GetValues<OpenFailure>().Where(static f => f is > OpenFailure.None and <= OpenFailure.Internal)];

    public static void Register(Meter meter, TunnelAgentParts parts, TimeProvider time)
    {
        RegisterStreams(meter, parts.Streams);
        RegisterDials(meter, parts.Dialer.Counters);
        RegisterServers(meter, parts.Links, time);
        RegisterKonnectivity(meter, parts);
    }

    private static void RegisterStreams(Meter meter, TargetStreams streams)
    {
        meter.CreateObservableGauge(Own + "streams_open", () => streams.Count, description: "Streams that are connected to a target now.");
        meter.CreateObservableCounter(Own + "streams_total", () => Ended(streams), description: "Streams that ended or were refused, by outcome and leg.");
        meter.CreateObservableCounter(
            Own + "target_bytes_total",
            () => new[] { Of(streams.BytesToTargets, "direction", "up"), Of(streams.BytesFromTargets, "direction", "down") },
            description: "Bytes of ended streams to targets (up) and from them (down).");
    }

    private static void RegisterDials(Meter meter, TargetCounters counters)
    {
        meter.CreateObservableGauge(Own + "dials_pending", () => counters.Dialling, description: "Targets being connected to.");
        meter.CreateObservableCounter(Own + "dials_total", () => counters.ConnectedTotal, description: "Targets connected to.");
        meter.CreateObservableCounter(Own + "dials_cancelled_total", () => counters.CancelledTotal, description: "Dials that the server took back.");
        meter.CreateObservableCounter(Own + "dial_failures_total", () => Failures(counters), description: "Dials that failed, by reason.");
        meter.CreateObservableCounter(
            Own + "dial_time_seconds_total", () => counters.ConnectMilliseconds / 1000.0, description: "Time that successful dials took, in all.");
        meter.CreateObservableCounter(Own + "echoes_total", () => counters.EchoesTotal, description: "Echo streams of servers.");
    }

    private static void RegisterServers(Meter meter, ServerLinks links, TimeProvider time)
    {
        meter.CreateObservableGauge(Own + "servers_known", () => links.Published.Count, description: "Servers to be connected to.");
        meter.CreateObservableGauge(
            Own + "server_ready",
            () => links.Published.Select(l => Of(l.Problem(NowMs(time)) is null ? 1 : 0, "server", l.Name)),
            description: "1 while there is a session with the server and echoes come through it.");
        meter.CreateObservableGauge(
            Own + "carriers", () => links.Published.Select(static l => Of(l.Standing, "server", l.Name)), description: "Carriers that stand.");
        meter.CreateObservableGauge(
            Own + "carrier_queued_bytes",
            () => links.Published.Select(static l => Of(l.QueuedBytes, "server", l.Name)),
            description: "Bytes that carriers have taken and not sent yet.");
        meter.CreateObservableGauge(
            Own + "rtt_seconds",
            () => links.Published.Select(static l => new Measurement<double>(l.RttMicroseconds / 1e6, Tag("server", l.Name))),
            description: "Round-trip time of the best carrier.");
        meter.CreateObservableCounter(
            Own + "carrier_failures_total",
            () => links.Published.Select(static l => Of(l.Failures, "server", l.Name)),
            description: "Carriers that could not be made, or were lost.");
    }

    private static void RegisterKonnectivity(Meter meter, TunnelAgentParts parts)
    {
        var links = parts.Links;
        meter.CreateObservableGauge(
            Konnectivity + "open_server_connections", () => links.Published.Sum(static l => l.Standing), description: "As carriers.");
        meter.CreateObservableGauge(Konnectivity + "known_server_count", () => links.Published.Count, description: "As servers_known.");
        meter.CreateObservableGauge(Konnectivity + "open_endpoint_connections", () => parts.Streams.Count, description: "As streams_open.");
        // Not named like a counter over there.
        meter.CreateObservableGauge(
            Konnectivity + "server_connection_failure_count",
            () => links.Published.Sum(static l => l.Failures),
            description: "As carrier_failures_total.");
        meter.CreateObservableCounter(
            Konnectivity + "endpoint_dial_failure_total", () => Failures(parts.Dialer.Counters), description: "As dial_failures_total.");
    }

    private static IEnumerable<Measurement<long>> Ended(TargetStreams streams)
    {
        foreach (var outcome in TargetOutcomes.All)
        {
            if (streams.Ended(outcome) is > 0 and var count)
                yield return new Measurement<long>(count, Tag("outcome", outcome.ToString()), Tag("leg", outcome.Leg()));
        }
    }

    private static IEnumerable<Measurement<long>> Failures(TargetCounters counters)
    {
        foreach (var failure in DialFailures)
        {
            if (counters.Failed(failure) is > 0 and var count)
                yield return Of(count, "reason", failure.ToString());
        }
    }

    private static long NowMs(TimeProvider time) => (long)time.GetElapsedTime(0).TotalMilliseconds;

    private static Measurement<long> Of(long value, string tag, string of) => new(value, Tag(tag, of));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
