using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.State;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Tracing;

/// <summary>From the tunnel's server to the agent of a node: its session there, and where that is broken what the agent itself says.</summary>
internal static class AgentLeg
{
    public static async Task<LegResult> ProbeAsync(ShootContext shoot, NodeState node, TunnelServerView? server, CancellationToken cancellation)
    {
        if (server is null)
            return LegResult.NotReached(TraceLeg.Agent, "the tunnel's server does not tell", node.Name);
        var now = DateTimeOffset.UtcNow;
        var (problem, took) = Judge(server, node.Name, now);
        if (problem is null)
            return LegResult.Ok(TraceLeg.Agent, took ?? TimeSpan.Zero, Describe(server, node.Name), node.Name);
        return LegResult.Failed(TraceLeg.Agent, null, $"{problem}; {await OwnWordsAsync(shoot, node, now, cancellation)}", node.Name);
    }

    /// <summary>What the server's view means for an agent.</summary>
    /// <returns>What is wrong, null if nothing is; and the round trip to it.</returns>
    public static (string? Problem, TimeSpan? RoundTrip) Judge(TunnelServerView server, string agent, DateTimeOffset now)
    {
        var sessions = server.Sessions.Where(session => session.Agent == agent).ToList();
        // An agent that was started anew has a second session until its old one is over.
        if (sessions.Find(static session => session is { IsUsable: true, EchoProblem: null }) is { } good)
            return (null, good.RoundTrip);
        if (sessions.LastOrDefault() is not { } session)
        {
            return server.LastLoss is { } loss && loss.Agent == agent
                ? ($"not connected, its last carrier ended {Ages.Ago(loss.At, now)} ({loss.Cause})", null)
                : ("never connected to this server", null);
        }

        if (session.DetachedFor is { } detached)
            return ($"has lost its carriers {Ages.Length(detached)} ago{(session.LastLoss is { } last ? $" ({last.Cause})" : "")}", null);
        if (session.IsDraining)
            return ("it is about to end, and takes no new streams", null);
        if (session.EchoProblem is { } echo)
            return ($"connected, but bytes do not come back: {echo}", session.RoundTrip);
        return (session.HasSuspect ? "its carriers owe a sign of life" : "connected, but takes no streams yet", session.RoundTrip);
    }

    /// <summary>What an agent says of its carriers that do not stand, or of their last errors where they all do.</summary>
    public static string Describe(IReadOnlyList<AgentCarrier> carriers, DateTimeOffset now) => string.Join(
        "; ",
        carriers.Select(carrier => $"carrier {carrier.Slot} {carrier.State}{(carrier.LastError is null ? "" : $", last error {carrier.LastError}")}"
            + (carrier.LastErrorAt is { } at ? $", {Ages.Ago(at, now)}" : "")));

    private static string Describe(TunnelServerView server, string agent)
    {
        var sessions = server.Sessions.Where(session => session.Agent == agent).ToList();
        return $"carriers: {sessions.Sum(static session => session.RoundTrips.Count)}, lost so far: {sessions.Sum(static session => session.Losses)}, "
            + $"streams: {sessions.Sum(static session => session.Streams)}";
    }

    private static async Task<string> OwnWordsAsync(ShootContext shoot, NodeState node, DateTimeOffset now, CancellationToken cancellation)
    {
        if (shoot.Missing($"vpn-tunnel agent of node {node.Name}") is { Length: > 0 } missing)
            return missing["; ".Length..];
        if (!Environment.IsPrivilegedProcess)
            return "what the agent says takes root to see";
        return await AgentCarrier.ReadAsync(node.Holder, cancellation) is { } carriers
            ? $"the agent says: {Describe(carriers, now)}"
            : "the agent does not answer on its node";
    }
}
