using System.Diagnostics.Metrics;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Server;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>
/// The server's numbers under the names that konnectivity's proxy server has for them, so that dashboards and alerts made for it go on working.
/// </summary>
internal static class KonnectivityMetrics
{
    private const string Prefix = "konnectivity_network_proxy_server_";

    public static void Register(Meter meter, ServerParts parts, ServerListeners listeners, ServerSampler sampler)
    {
        meter.CreateObservableGauge(Prefix + "http_connections", () => parts.Frontends.Connections, description: "As connections.");
        meter.CreateObservableGauge(
            Prefix + "ready_backend_connections", () => sampler.Latest.Agents.Sum(static a => a.Carriers), description: "As carriers.");
        meter.CreateObservableGauge(Prefix + "ready_backends", () => parts.Echo.GoodSessions, description: "As sessions_ready.");
        meter.CreateObservableGauge(Prefix + "pending_backend_dials", () => parts.Dialer.Pending.Count, description: "As dials_pending.");
        meter.CreateObservableGauge(Prefix + "established_connections", () => sampler.Latest.Relaying, description: "As connections_relaying.");
        // Not named like a counter over there.
        meter.CreateObservableGauge(Prefix + "dial_failure_count", () => Failures(listeners), description: "Dials that failed, by konnectivity's reasons.");
    }

    private static IEnumerable<Measurement<long>> Failures(ServerListeners listeners)
    {
        var byReason = StreamOutcomes.All
            .Select(o => (Reason: ReasonOf(o), Count: listeners.Frontends.Sum(f => f.Counters.Ended(o))))
            .Where(static p => p is { Reason: not null, Count: > 0 })
            .GroupBy(static p => p.Reason);
        foreach (var reason in byReason)
            yield return new Measurement<long>(reason.Sum(static p => p.Count), new KeyValuePair<string, object?>("reason", reason.Key));
    }

    private static string? ReasonOf(StreamOutcome outcome) => outcome switch
    {
        StreamOutcome.NoAgent or StreamOutcome.TooManyStreams or StreamOutcome.TooManyDials => "no_agent",
        StreamOutcome.AgentTimeout => "backend_dial_timeout",
        StreamOutcome.AgentLost => "backend_close",
        StreamOutcome.Cancelled => "frontend_close",
        >= StreamOutcome.Forbidden and <= StreamOutcome.AgentInternalError => "error_response",
        >= StreamOutcome.TargetRefused and <= StreamOutcome.ResetDuringDial => "error_response",
        _ => null,
    };
}
