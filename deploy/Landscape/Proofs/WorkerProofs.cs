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
        {
            report.LeaveOut($"shoot {shoot.Name}: exec, logs, port-forward, metrics, webhooks, what pods call", "there is no tunnel");
            return;
        }

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
        {
            await Prove("an admission webhook in a pod is asked", new WebhookProof(kubectl, shoot.Pki).AsksTheWebhookAsync);
            await Prove("an API is passed on to an extension server in a pod", new AggregatedApiProof(kubectl, shoot.Pki).AnswersAsync);
        }

        if (workers.Proxies.Count > 0)
            await ProveClientsAsync(landscape, shoot, workers, Prove);
        if (workers.Nodes.Count > 1)
            await ProvePairAsync(new NodePairProofs(landscape, shoot, progress), workers, Prove);
        if (workers.Agents.Count > 0)
        {
            var carriers = new CarrierLossProof(landscape.DirectKubectlOf(shoot), workers);
            await Prove($"kubectl exec -i outlives {CarrierLossProof.Losses} carriers, lost one after the other", carriers.BulkOutlivesItsCarriersAsync);
            var tunnel = new TunnelProofs(kubectl, workers, progress);
            await Prove("without its agent exec fails and says why; with it back, it works", tunnel.NamesTheFailingLegAsync);
        }

        Task Prove(string claim, Func<CancellationToken, Task> proof) => report.ProveAsync($"shoot {shoot.Name}: {claim}", proof, cancellation);
    }

    private static async Task ProveClientsAsync(
        RunningLandscape landscape, Shoot shoot, Workers workers, Func<string, Func<CancellationToken, Task>, Task> prove)
    {
        var kubectl = landscape.KubectlOf(shoot);
        var clients = new PodClientProofs(kubectl, shoot);
        await prove("pods with kubectl run on every node", inner => ClientPods.RunAsync(kubectl, shoot.Name, inner));
        foreach (var proxy in workers.Proxies)
        {
            var node = proxy.Node.Plan.Name;
            await prove($"a pod on node {node} reads its own namespace at https://{ShootNetwork.ApiserverServiceAddress}, with its service account",
                inner => clients.ReadsItsNamespaceAsync(node, inner));
            await prove($"the gateway's log has the address of node {node} for its pod's watch",
                inner => new GatewayLogProof(landscape).NamesTheNodeAsync(shoot, proxy, inner));
        }
    }

    private static async Task ProvePairAsync(NodePairProofs pair, Workers workers, Func<string, Func<CancellationToken, Task>, Task> prove)
    {
        await prove("exec and logs reach pods on both nodes", pair.ReachesBothAsync);
        await prove("pods on different nodes reach each other", pair.PodsMeetAsync);
        if (workers.Agents.Count > 1)
            await prove("with one of two agents lost, a shell on the other's node goes on and exec reaches both", pair.OneAgentIsEnoughAsync);
    }
}
