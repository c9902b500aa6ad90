using System.Diagnostics;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Tracing;

/// <summary>The tunnel's server: what it says of its readiness, and who was connected last.</summary>
internal static class ServerLeg
{
    /// <summary>Asks the server.</summary>
    /// <returns>The leg, and what the server shows; null where it shows nothing.</returns>
    public static async Task<(LegResult Leg, TunnelServerView? Server)> ProbeAsync(ShootContext shoot, int adminPort, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var http = LoopbackHttp.Create();
        var server = await TunnelServerView.ReadAsync(http, adminPort, cancellation);
        var took = Stopwatch.GetElapsedTime(start);
        var leg = server is null
            ? LegResult.Failed(
                TraceLeg.TunnelServer, took, $"127.0.0.1:{adminPort} does not answer{shoot.Missing($"vpn-tunnel server of shoot {shoot.Name}")}")
            : Of(server, took, DateTimeOffset.UtcNow);
        return (leg, server);
    }

    /// <summary>What a server's own words mean for the leg.</summary>
    public static LegResult Of(TunnelServerView server, TimeSpan took, DateTimeOffset now)
    {
        if (server.NotReady is null)
            return LegResult.Ok(TraceLeg.TunnelServer, took, $"ready, sessions: {server.Sessions.Count}");
        var attached = server.Sessions.Count(static session => session.DetachedFor is null);
        var who = attached > 0 ? "" : server.Sessions.Count > 0 ? "; every agent has lost its carriers" : "; no agent is connected";
        var last = attached == 0 && server.LastLoss is { } loss ? $", the last carrier, of agent {loss.Agent}, ended {Ages.Ago(loss.At, now)} ({loss.Cause})" : "";
        return LegResult.Failed(TraceLeg.TunnelServer, took, $"not ready: {server.NotReady}{who}{last}");
    }
}
