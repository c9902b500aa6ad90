using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that clients behind a load balancer reach their shoot, and that the gateway knows them by the balancer's header.</summary>
internal sealed class LoadBalancerProof(RunningLandscape landscape)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>kubectl reads the version through a balancer, and the gateway's log has kubectl's own address for it.</summary>
    public Task LeadsToAsync(Shoot shoot, CancellationToken cancellation) => Proof.WithinAsync(Limit, async inner =>
    {
        using var balancer = LoadBalancer.Start(landscape.BalancedPort);
        var version = await landscape.KubectlOf(shoot).RunAsync(
            inner, "get", "--raw", "/version", $"--server=https://127.0.0.1:{balancer.Port}", $"--tls-server-name={shoot.Name.Host}");
        Proof.Demand(version.Contains("gitVersion", StringComparison.Ordinal), $"no version in: {version}");
        Proof.Demand(balancer.Clients.Count > 0, "kubectl has gone past the balancer");
        foreach (var client in balancer.Clients)
        {
            var logged = await landscape.AccessLog.WaitForAsync($"\"client\":\"{client}\"", inner);
            Proof.Demand(logged.Route == $"{shoot.Name.Namespace}/kube-apiserver", $"the connection of {client} has taken the route {logged.Route}");
        }

        return version;
    }, cancellation);
}
