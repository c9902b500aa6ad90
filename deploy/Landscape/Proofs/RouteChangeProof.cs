using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that what pods have open does not notice that the gateway's routes change.</summary>
/// <param name="landscape">The landscape.</param>
/// <param name="shoots">The shoots in which <see cref="ClientPods"/> run.</param>
internal sealed class RouteChangeProof(RunningLandscape landscape, IReadOnlyList<Shoot> shoots)
{
    private const int Changes = 3;
    private const int DiscardPort = 9;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly ShootName Passing = ShootName.Parse("passing");

    /// <summary>In a pod of each shoot a watch is open, while a route comes and goes some times.</summary>
    public Task WatchesGoOnAsync(CancellationToken cancellation) => Proof.WithinAsync(Limit, async inner =>
    {
        var watches = new List<ConfigMapWatch>();
        try
        {
            foreach (var shoot in shoots)
            {
                var kubectl = landscape.KubectlOf(shoot);
                var pod = await ClientPods.PodOnAsync(kubectl, shoot.Workers!.Nodes[0].Plan.Name, inner);
                watches.Add(await ConfigMapWatch.StartInPodAsync(kubectl, pod, inner));
            }

            for (var i = 0; i < Changes; i++)
            {
                await ChangeAsync(isThere: true, inner);
                await Task.WhenAll(watches.Select(watch => watch.ProveAliveAsync(inner)));
                await ChangeAsync(isThere: false, inner);
            }

            await Task.WhenAll(watches.Select(watch => watch.ProveAliveAsync(inner)));
            return watches.Count;
        }
        finally
        {
            foreach (var watch in watches)
                await watch.DisposeAsync();
        }
    }, cancellation);

    // Of a shoot that is not there: only the route counts.
    private async Task ChangeAsync(bool isThere, CancellationToken cancellation)
    {
        landscape.RouteTo(landscape.Shoots, isThere ? [new GatewayRoute(Passing, DiscardPort)] : []);
        using var http = LoopbackHttp.Create();
        while ((await LoopbackHttp.GetTextAsync(http, landscape.AdminPort, "/routes", cancellation))
            ?.Contains(Passing.Namespace, StringComparison.Ordinal) != isThere)
            await Task.Delay(Interval, cancellation);
    }
}
