using System.Diagnostics;
using System.Net.Sockets;

namespace Connectivity.Landscape.Tracing;

/// <summary>From kube-apiserver to the tunnel's front end: a connect to the Unix socket that its egress configuration names.</summary>
internal static class FrontendLeg
{
    public static async Task<LegResult> ProbeAsync(ShootContext shoot, CancellationToken cancellation)
    {
        var path = shoot.Files.TunnelSocket;
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var socket = await Connections.ToAsync(path, cancellation);
            return LegResult.Ok(TraceLeg.EgressFrontend, Stopwatch.GetElapsedTime(start), path);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            return LegResult.NotLookedAt(TraceLeg.EgressFrontend, $"{path}: only the landscape's owner may connect");
        }
        catch (SocketException error)
        {
            return LegResult.Failed(
                TraceLeg.EgressFrontend,
                Stopwatch.GetElapsedTime(start),
                $"{path}: {SocketErrors.Text(error)}{shoot.Missing($"vpn-tunnel server of shoot {shoot.Name}")}");
        }
    }
}
