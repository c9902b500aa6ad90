using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Connectivity.Landscape.Tracing;

/// <summary>From this machine to the gateway's listener: a TCP connect.</summary>
internal static class GatewayLeg
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static async Task<LegResult> ProbeAsync(ShootContext shoot, CancellationToken cancellation)
    {
        var address = new IPEndPoint(IPAddress.Loopback, shoot.Landscape.GatewayPort);
        var start = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Timeout);
        try
        {
            using var socket = await Connections.ToAsync(address, deadline.Token);
            return LegResult.Ok(TraceLeg.ClientToGateway, Stopwatch.GetElapsedTime(start), $"{address}");
        }
        catch (SocketException error)
        {
            return Failed(SocketErrors.Text(error));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed($"no answer to the connect within {Timeout.TotalSeconds} s");
        }

        LegResult Failed(string cause) => LegResult.Failed(
            TraceLeg.ClientToGateway, Stopwatch.GetElapsedTime(start), $"{address}: {cause}{shoot.Missing("sni-gateway")}");
    }
}
