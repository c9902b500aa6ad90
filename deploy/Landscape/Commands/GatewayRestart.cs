using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Commands;

/// <summary>Takes the gateway away for a while, so that one sees what lives on.</summary>
internal static class GatewayRestart
{
    // Long enough to type something meanwhile.
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(3);

    /// <returns>0: the gateway and the tunnels are ready again.</returns>
    /// <exception cref="LandscapeException">One of them does not get ready.</exception>
    public static async Task<int> RunAsync(RunningLandscape landscape, Progress progress, CancellationToken cancellation)
    {
        await landscape.KillGatewayAsync();
        progress.Say($"sni-gateway is killed, and comes back in {Away.TotalSeconds} s");
        await Task.Delay(Away, cancellation);
        await landscape.StartGatewayAsync(progress, cancellation);
        foreach (var workers in landscape.Shoots.Select(shoot => shoot.Workers).OfType<Nodes.Workers>())
        {
            foreach (var session in await workers.TunnelSessionsAsync(cancellation))
                progress.Say(session.ToString());
        }

        return 0;
    }
}
