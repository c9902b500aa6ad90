using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What is proven of a landscape that has just come up.</summary>
internal static class LandscapeProofs
{
    public static async Task RunAsync(RunningLandscape landscape, ProofReport report, Progress progress, CancellationToken cancellation)
    {
        var proofs = landscape.Proofs;
        var shoots = landscape.Shoots;
        foreach (var shoot in shoots)
        {
            await report.ProveAsync($"shoot {shoot.Name}: kubectl reads the server's version",
                inner => proofs.AnswersVersionAsync(shoot, inner),
                cancellation);
            await report.ProveAsync($"shoot {shoot.Name}: an open kubectl watch is told of a later change",
                inner => proofs.WatchesAsync(shoot, inner),
                cancellation);
            await report.ProveAsync($"shoot {shoot.Name}: its names get a certificate of its own authority",
                inner => proofs.ServesItsOwnCertificateAsync(shoot, inner),
                cancellation);
            await report.ProveAsync($"shoot {shoot.Name}: kubectl reaches it through a load balancer, and the gateway's log knows kubectl's address",
                inner => new LoadBalancerProof(landscape).LeadsToAsync(shoot, inner),
                cancellation);
            if (shoot.Workers is { } workers)
                await WorkerProofs.RunAsync(landscape, shoot, workers, report, progress, cancellation);
        }

        foreach (var (shoot, other) in shoots.Count > 1 ? shoots.Zip([.. shoots.Skip(1), shoots[0]]) : [])
        {
            await report.ProveAsync($"shoot {shoot.Name}: the credentials of shoot {other.Name} are refused (401)",
                inner => proofs.RefusesCredentialsOfAsync(shoot, other, inner),
                cancellation);
        }

        if (landscape.WithoutNodes is { } reason)
            report.LeaveOut("nodes, pods, exec, logs, webhooks, what pods call, two nodes, the tunnel, the gateway's restart", reason);
        Shoot[] calling = [.. shoots.Where(shoot => shoot.Workers is { AreReachable: true, Proxies.Count: > 0 })];
        if (calling.Length > 0)
            await ProvePodsApartAsync(landscape, calling, report, cancellation);
        if (shoots.Any(shoot => shoot.TunnelPort is not null))
        {
            await report.ProveAsync("open shells and followed logs go on when sni-gateway is killed and started again",
                new GatewayOutageProof(landscape, progress).OpenStreamsGoOnAsync,
                cancellation);
        }

        await report.ProveAsync("an unknown name is refused with the alert unrecognized_name (112)",
            proofs.RefusesAnUnknownNameAsync,
            cancellation);
    }

    private static async Task ProvePodsApartAsync(
        RunningLandscape landscape, Shoot[] shoots, ProofReport report, CancellationToken cancellation)
    {
        foreach (var (shoot, other) in shoots.Length > 1 ? shoots.Zip([.. shoots.Skip(1), shoots[0]]) : [])
        {
            await report.ProveAsync($"a pod of shoot {shoot.Name} reaches its own kube-apiserver, never that of shoot {other.Name}",
                inner => Clients(shoot).ReachesAnotherThanAsync(Clients(other), inner),
                cancellation);
        }

        await report.ProveAsync("watches of pods go on while routes of the gateway come and go",
            new RouteChangeProof(landscape, shoots).WatchesGoOnAsync,
            cancellation);

        PodClientProofs Clients(Shoot shoot) => new(landscape.KubectlOf(shoot), shoot);
    }
}
