using System.Net;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>All paths of a landscape, for one fault.</summary>
internal static class TriedPaths
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Each is a program that starts; more of them would only make each other slower.
    private static readonly TimeSpan KubectlPause = TimeSpan.FromMilliseconds(400);

    /// <summary>The paths. What they need runs in the shoots.</summary>
    public static async Task<IReadOnlyList<TriedPath>> OfAsync(RunningLandscape landscape, CancellationToken cancellation)
    {
        var paths = new List<TriedPath>();
        foreach (var shoot in landscape.Shoots)
        {
            paths.Add(new PolledPath(shoot, PathKind.Api, null, Pause, inner => CallAsync(shoot, landscape.GatewayPort, inner)));
            if (shoot.Workers is not { AreReachable: true } workers)
                continue;
            paths.AddRange(workers.Proxies.Select(proxy => new PodPath(shoot, proxy.Node.Plan.Name, landscape.DirectKubectlOf(shoot))));
            foreach (var node in workers.Nodes)
                paths.Add(await ExecAsync(landscape, shoot, node.Plan.Name, cancellation));
            if (workers.HaveWebhook && shoot == landscape.Shoots[0])
                paths.Add(Webhook(landscape, shoot));
        }

        return paths;
    }

    private static PolledPath Webhook(RunningLandscape landscape, Shoot shoot) => new(
        shoot, PathKind.Webhook, null, KubectlPause, new WebhookProof(landscape.KubectlOf(shoot), shoot.Pki).AskOnceAsync);

    private static async Task<PolledPath> ExecAsync(
        RunningLandscape landscape, Shoot shoot, NodeName node, CancellationToken cancellation)
    {
        var kubectl = landscape.KubectlOf(shoot);
        var pod = await Workload.PodOnAsync(kubectl, node, cancellation);
        return new PolledPath(shoot, PathKind.Exec, node, KubectlPause, inner => new PodProofs(kubectl).ExecutesInAsync(pod, inner));
    }

    // A client of its own: what counts is a new connection.
    private static async Task CallAsync(Shoot shoot, int port, CancellationToken cancellation)
    {
        using var client = new ApiserverClient(shoot.Name.Host, port, shoot.Pki.AuthorityPem, shoot.Pki.Admin);
        var status = await client.GetStatusAsync("/api/v1/namespaces/default", cancellation);
        cancellation.ThrowIfCancellationRequested();
        Proof.Demand(status == HttpStatusCode.OK, status is null ? "no answer" : $"the answer was {(int)status}");
    }
}
