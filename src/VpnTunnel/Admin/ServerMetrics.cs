using System.Diagnostics.Metrics;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Server.Frontends;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>What the server has to say to a metrics scrape; what konnectivity's server says too, also under its names.</summary>
internal static class ServerMetrics
{
    private const string Own = "connectivity_tunnel_server_";

    private static readonly CarrierEndKind[] CarrierEnds = Enum.GetValues<CarrierEndKind>();

    /// <summary>Registers the instruments.</summary>
    /// <returns>What takes the time of each dial that led to a connection.</returns>
    public static Histogram<double> Register(Meter meter, ServerParts parts, ServerListeners listeners, ServerSampler sampler)
    {
        RegisterFrontends(meter, parts.Frontends, listeners, sampler);
        RegisterDials(meter, parts.Dialer);
        RegisterAgents(meter, parts, sampler);
        RegisterCarriers(meter, parts, listeners.Carriers, sampler);
        KonnectivityMetrics.Register(meter, parts, listeners, sampler);
        return meter.CreateHistogram<double>(
            Own + "dial_duration_seconds", description: "Time from a client's request to its connection, of those that got one.");
    }

    private static void RegisterFrontends(Meter meter, FrontendSet frontends, ServerListeners listeners, ServerSampler sampler)
    {
        meter.CreateObservableGauge(Own + "connections", () => frontends.Connections, description: "Clients' connections now.");
        meter.CreateObservableGauge(Own + "connections_relaying", () => sampler.Latest.Relaying, description: "Those whose bytes flow.");
        meter.CreateObservableCounter(
            Own + "connections_without_descriptor_total",
            () => frontends.OutOfDescriptors,
            description: "Connections reset since there was no room or descriptor for them.");
        meter.CreateObservableGauge(Own + "handshakes", () => frontends.Handshakes.Running, description: "Clients that shake hands now.");
        meter.CreateObservableCounter(
            Own + "accepted_total", () => listeners.Frontends.Select(static f => Of(f, f.Counters.Accepted)), description: "Connections accepted.");
        meter.CreateObservableCounter(
            Own + "connections_total", () => Ended(listeners), description: "Connections that ended, by outcome and leg.");
        meter.CreateObservableCounter(
            Own + "bytes_total", () => Bytes(listeners, sampler.Latest), description: "Bytes from clients to targets (up) and back (down).");
    }

    private static void RegisterDials(Meter meter, Dialer dialer) =>
        meter.CreateObservableGauge(Own + "dials_pending", () => dialer.Pending.Count, description: "Requests that wait for an agent's answer.");

    private static void RegisterAgents(Meter meter, ServerParts parts, ServerSampler sampler)
    {
        meter.CreateObservableGauge(
            Own + "sessions_ready", () => parts.Echo.GoodSessions, description: "Sessions that take new streams and that bytes come back from.");
        meter.CreateObservableGauge(Own + "sessions", () => Each(sampler, static a => a.Sessions), description: "Sessions of the agent.");
        meter.CreateObservableGauge(
            Own + "sessions_duplicate", () => sampler.Latest.Duplicates, description: "Living sessions whose agent's name another one has too.");
        meter.CreateObservableCounter(Own + "sessions_ended_total", () => sampler.Latest.SessionsEnded, description: "Sessions that have ended.");
        meter.CreateObservableGauge(Own + "streams", () => Each(sampler, static a => a.Streams), description: "Streams to the agent.");
        meter.CreateObservableCounter(Own + "streams_opened_total", () => sampler.Latest.StreamsOpened, description: "Streams ever opened.");
        meter.CreateObservableGauge(
            Own + "held_bytes", () => Each(sampler, static a => a.BytesHeld), description: "Bytes of the agent's streams that clients have not taken yet.");
        meter.CreateObservableGauge(
            Own + "kept_bytes", () => Each(sampler, static a => a.BytesKept), description: "Bytes sent to the agent that it has not acknowledged yet.");
    }

    private static void RegisterCarriers(Meter meter, ServerParts parts, CarrierListener listener, ServerSampler sampler)
    {
        meter.CreateObservableGauge(Own + "carriers", () => Each(sampler, static a => a.Carriers), description: "Carriers of the agent.");
        meter.CreateObservableGauge(
            Own + "carriers_suspect", () => Each(sampler, static a => a.Suspects), description: "Carriers that owe an answer for too long.");
        meter.CreateObservableGauge(
            Own + "carrier_waiting_streams", () => Each(sampler, static a => a.Waiting), description: "Streams that wait for their turn on a carrier.");
        meter.CreateObservableGauge(
            Own + "carrier_queued_bytes", () => Each(sampler, static a => a.Queued), description: "Bytes that carriers have taken and not sent yet.");
        meter.CreateObservableGauge(
            Own + "rtt_seconds",
            () => sampler.Latest.Agents.Select(static a => new Measurement<double>(a.RttMicroseconds / 1e6, Tag("agent", a.Agent))),
            description: "Round-trip time of the best carrier.");
        meter.CreateObservableCounter(
            Own + "carriers_ended_total",
            () => CarrierEnds.Select(k => new Measurement<long>(parts.Totals.Carriers(k), Tag("end", k.ToString()))),
            description: "Carriers that ended, by cause.");
        meter.CreateObservableCounter(
            Own + "carriers_refused_total", () => listener.Refused, description: "Carriers reset since too many were shaking hands.");
        meter.CreateObservableCounter(
            Own + "carrier_handshakes_failed_total", () => listener.Failed, description: "Carriers' handshakes that failed.");
        meter.CreateObservableCounter(
            Own + "resumes_total", () => sampler.Latest.Losses, description: "Losses of a carrier after which its streams went on, or were to.");
        meter.CreateObservableCounter(Own + "replayed_bytes_total", () => sampler.Latest.Replayed, description: "Bytes sent again after a loss.");
        meter.CreateObservableCounter(Own + "duplicate_bytes_total", () => sampler.Latest.Duplicated, description: "Bytes that came twice.");
    }

    private static IEnumerable<Measurement<long>> Ended(ServerListeners listeners)
    {
        foreach (var frontend in listeners.Frontends)
        {
            foreach (var outcome in StreamOutcomes.All)
            {
                if (frontend.Counters.Ended(outcome) is > 0 and var count)
                    yield return Of(frontend, count, Tag("outcome", outcome.Name()), Tag("leg", outcome.Leg().Name()));
            }
        }
    }

    private static Measurement<long>[] Bytes(ServerListeners listeners, ServerSample sample) =>
    [
        new(listeners.Frontends.Sum(static f => f.Counters.BytesUp) + sample.LiveBytesUp, Tag("direction", "up")),
        new(listeners.Frontends.Sum(static f => f.Counters.BytesDown) + sample.LiveBytesDown, Tag("direction", "down")),
    ];

    private static IEnumerable<Measurement<long>> Each(ServerSampler sampler, Func<AgentSample, long> read) =>
        sampler.Latest.Agents.Select(a => new Measurement<long>(read(a), Tag("agent", a.Agent)));

    private static Measurement<long> Of(FrontendListener frontend, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        new(value, [Tag("frontend", frontend.Name), Tag("kind", frontend.Settings.Options.Kind.ToString()), .. tags]);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
