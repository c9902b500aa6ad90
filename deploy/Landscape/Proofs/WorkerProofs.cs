using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What is proven of a shoot's nodes: pods run, and kube-apiserver reaches them.</summary>
internal static class WorkerProofs
{
    public static async Task RunAsync(
        RunningLandscape landscape, Shoot shoot, Workers workers, ProofReport report, Progress progress, CancellationToken cancellation)
    {
        var kubectl = landscape.KubectlOf(shoot);
        await Prove("pods run on its nodes", inner => Workload.RunAsync(kubectl, inner));
        foreach (var node in workers.AreOpen ? [] : workers.Nodes)
            await Prove($"nobody connects to node {node.Plan.Name} from outside", inner => FirewallProof.IsClosedAsync(node.Plan, inner));
        if (!workers.AreReachable)
            return;

        var pods = new PodProofs(kubectl);
        await Prove("kubectl exec runs a command", pods.ExecutesAsync);
        await Prove("the exit code of a command arrives", pods.PassesExitCodesAsync);
        await Prove($"kubectl exec -i carries {PodProofs.BulkBytes / 1_000_000} MB each way, unchanged", pods.CarriesBulkAsync);
        await Prove("kubectl exec -it gives a terminal", pods.HasATerminalAsync);
        await Prove("kubectl logs -f follows", pods.FollowsLogsAsync);
        await Prove("kubectl port-forward leads to a pod", pods.ForwardsPortsAsync);
        await Prove("kubectl cp takes a file there and back", pods.CopiesFilesAsync);

        var proxies = new ProxyProofs(kubectl);
        foreach (var node in workers.Nodes)
            await Prove($"metrics of node {node.Plan.Name} are read through its proxy", inner => proxies.ReadsMetricsAsync(node.Plan.Name, inner));
        await Prove("a pod answers through its proxy", proxies.ReachesPodsAsync);
        await Prove("a Service answers through its proxy", proxies.ReachesServicesAsync);
        if (workers.HaveWebhook)
            await Prove("an admission webhook in a pod is asked", new WebhookProof(kubectl, shoot.Pki).AsksTheWebhookAsync);
        if (workers.Agents.Count > 0)
        {
            var carriers = new CarrierLossProof(landscape.DirectKubectlOf(shoot), workers);
            await Prove($"kubectl exec -i outlives {CarrierLossProof.Losses} carriers, lost one after the other", carriers.BulkOutlivesItsCarriersAsync);
            var tunnel = new TunnelProofs(kubectl, workers, progress);
            await Prove("without its agent exec fails and says why; with it back, it works", tunnel.NamesTheFailingLegAsync);
        }

        Task Prove(string claim, Func<CancellationToken, Task> proof) => report.ProveAsync($"shoot {shoot.Name}: {claim}", proof, cancellation);
    }
}
