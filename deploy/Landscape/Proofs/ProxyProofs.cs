using Connectivity.Landscape.Nodes;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of the subresources through which kube-apiserver is a proxy for nodes, pods and Services.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs.</param>
internal sealed class ProxyProofs(Kubectl kubectl)
{
    /// <summary>A node's own metrics, and those of what runs on it, are read through the node's proxy.</summary>
    public async Task ReadsMetricsAsync(NodeName node, CancellationToken cancellation)
    {
        var summary = await RawAsync($"/api/v1/nodes/{node}/proxy/stats/summary", cancellation);
        Proof.Demand(summary.Contains($"\"nodeName\": \"{node}\"", StringComparison.Ordinal), "the summary is not of the node");
        var metrics = await RawAsync($"/api/v1/nodes/{node}/proxy/metrics/cadvisor", cancellation);
        Proof.Demand(metrics.Contains("\ncontainer_cpu_usage_seconds_total{", StringComparison.Ordinal), "no CPU time of containers among the metrics");
    }

    /// <summary>A pod answers through its proxy.</summary>
    public async Task ReachesPodsAsync(CancellationToken cancellation)
    {
        var pod = await Workload.PodAsync(kubectl, cancellation);
        await DemandPageAsync($"pods/{pod}:{Workload.PodPort}", cancellation);
    }

    /// <summary>A Service's pods answer through its proxy.</summary>
    public Task ReachesServicesAsync(CancellationToken cancellation) => DemandPageAsync("services/web:80", cancellation);

    private async Task DemandPageAsync(string resource, CancellationToken cancellation)
    {
        var page = await RawAsync($"/api/v1/namespaces/{Workload.Namespace}/{resource}/proxy/", cancellation);
        Proof.Demand(page == Workload.Page, $"{resource} answered '{page}'");
    }

    private Task<string> RawAsync(string path, CancellationToken cancellation) => kubectl.RunAsync(cancellation, "get", "--raw", path);
}
