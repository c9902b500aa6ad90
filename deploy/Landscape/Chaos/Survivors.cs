using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>Opens what has to go on.</summary>
internal sealed class Survivors(RunningLandscape landscape)
{
    /// <summary>A watch through the gateway.</summary>
    public async Task<Survivor> WatchAsync(Shoot shoot, CancellationToken cancellation)
    {
        var watch = await ConfigMapWatch.StartAsync(landscape.KubectlOf(shoot), cancellation);
        return new Survivor($"shoot {shoot.Name}: a watch through the gateway", watch.ProveAliveAsync, watch.DisposeAsync);
    }

    /// <summary>A shell in a pod on a node and its log, past the gateway: all that they need of it is the carriers of the tunnel.</summary>
    public async Task<Survivor> StreamsAsync(Shoot shoot, NodeName node, CancellationToken cancellation)
    {
        var kubectl = landscape.DirectKubectlOf(shoot);
        var streams = await OpenStreams.StartAsync(shoot, kubectl, await Workload.PodOnAsync(kubectl, node, cancellation), cancellation);
        return new Survivor($"shoot {shoot.Name}: a shell and a log on node {node}", streams.ProveGoingOnAsync, () =>
        {
            streams.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
