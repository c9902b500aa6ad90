using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What is proven of a shoot's nodes: pods run, kube-apiserver reaches them, and they reach it.</summary>
internal sealed class WorkerProofs
{
    private readonly RunningLandscape _landscape;
    private readonly Shoot _shoot;
    private readonly Workers _workers;
    private readonly Kubectl _kubectl;
    private readonly ProofReport _report;
    private readonly Progress _progress;
    private readonly CancellationToken _cancellation;

    private WorkerProofs(
        RunningLandscape landscape, Shoot shoot, Workers workers, ProofReport report, Progress progress, CancellationToken cancellation)
    {
        (_landscape, _shoot, _workers, _kubectl) = (landscape, shoot, workers, landscape.KubectlOf(shoot));
        (_report, _progress, _cancellation) = (report, progress, cancellation);
    }

    public static Task RunAsync(
        RunningLandscape landscape, Shoot shoot, Workers workers, ProofReport report, Progress progress, CancellationToken cancellation) =>
        new WorkerProofs(landscape, shoot, workers, report, progress, cancellation).RunAsync();

    private async Task RunAsync()
    {
        await ProveAsync("pods run on its nodes", inner => Workload.RunAsync(_kubectl, inner));
        foreach (var node in _workers.AreOpen ? [] : _workers.Nodes)
            await ProveAsync($"nobody connects to node {node.Plan.Name} from outside", inner => FirewallProof.IsClosedAsync(node.Plan, inner));
        if (!_workers.AreReachable)
        {
            LeaveOut("exec, logs, port-forward, metrics, webhooks, what pods call", "there is no tunnel");
            return;
        }

        await ProvePodsAsync();
        await ProveSubresourcesAsync();
        if (_workers.HaveWebhook)
            await ProveServersAsync();
        else
            LeaveOut("webhooks, aggregated APIs", "there is no program for them");
        if (_workers.Proxies.Count > 0)
            await ProveClientsAsync();
        else
            LeaveOut("what pods call", "there is no apiserver-proxy");
        if (_workers.Nodes.Count > 1)
            await ProvePairAsync(new NodePairProofs(_landscape, _shoot, _progress));
        else
            LeaveOut("pods on different nodes, one of two agents lost", "it has one node");
        if (_workers.Agents.Count > 0)
            await ProveTunnelAsync();
    }

    private async Task ProvePodsAsync()
    {
        var pods = new PodProofs(_kubectl);
        await ProveAsync("kubectl exec runs a command", pods.ExecutesAsync);
        await ProveAsync("the exit code of a command arrives", pods.PassesExitCodesAsync);
        await ProveAsync($"kubectl exec -i carries {PodProofs.BulkBytes / 1_000_000} MB each way, unchanged", pods.CarriesBulkAsync);
        await ProveAsync("kubectl exec -it gives a terminal", pods.HasATerminalAsync);
        await ProveAsync("kubectl logs -f follows", pods.FollowsLogsAsync);
        await ProveAsync("kubectl port-forward leads to a pod", pods.ForwardsPortsAsync);
        await ProveAsync("kubectl cp takes a file there and back", pods.CopiesFilesAsync);
    }

    private async Task ProveSubresourcesAsync()
    {
        var proxies = new ProxyProofs(_kubectl);
        foreach (var name in _workers.Nodes.Select(node => node.Plan.Name))
            await ProveAsync($"metrics of node {name} are read through its proxy", inner => proxies.ReadsMetricsAsync(name, inner));
        await ProveAsync("a pod answers through its proxy", proxies.ReachesPodsAsync);
        await ProveAsync("a Service answers through its proxy", proxies.ReachesServicesAsync);
    }

    private async Task ProveServersAsync()
    {
        await ProveAsync("an admission webhook in a pod is asked", new WebhookProof(_kubectl, _shoot.Pki).AsksTheWebhookAsync);
        await ProveAsync("an API is passed on to an extension server in a pod", new AggregatedApiProof(_kubectl, _shoot.Pki).AnswersAsync);
    }

    private async Task ProveClientsAsync()
    {
        var clients = new PodClientProofs(_kubectl, _shoot);
        await ProveAsync("pods with kubectl run on every node", inner => ClientPods.RunAsync(_kubectl, _shoot.Name, inner));
        foreach (var proxy in _workers.Proxies)
        {
            var node = proxy.Node.Plan.Name;
            await ProveAsync($"a pod on node {node} reads its own namespace at https://{ShootNetwork.ApiserverServiceAddress}, as its service account",
                inner => clients.ReadsItsNamespaceAsync(node, inner));
            await ProveAsync($"the gateway's log has the address of node {node} for its pod's watch",
                inner => new GatewayLogProof(_landscape).NamesTheNodeAsync(_shoot, proxy, inner));
        }
    }

    private async Task ProvePairAsync(NodePairProofs pair)
    {
        await ProveAsync("exec and logs reach pods on both nodes", pair.ReachesBothAsync);
        await ProveAsync("pods on different nodes reach each other", pair.PodsMeetAsync);
        if (_workers.Agents.Count > 1)
            await ProveAsync("with one of two agents lost, a shell on the other's node goes on and exec reaches both", pair.OneAgentIsEnoughAsync);
    }

    private async Task ProveTunnelAsync()
    {
        var carriers = new CarrierLossProof(_landscape.DirectKubectlOf(_shoot), _workers);
        await ProveAsync($"kubectl exec -i outlives {CarrierLossProof.Losses} carriers, lost one after the other", carriers.BulkOutlivesItsCarriersAsync);
        var tunnel = new TunnelProofs(_kubectl, _workers, _progress);
        await ProveAsync("without its agents exec fails and says why; with them back, it works", tunnel.NamesTheFailingLegAsync);
    }

    private Task ProveAsync(string claim, Func<CancellationToken, Task> proof) =>
        _report.ProveAsync($"shoot {_shoot.Name}: {claim}", proof, _cancellation);

    private void LeaveOut(string what, string reason) => _report.LeaveOut($"shoot {_shoot.Name}: {what}", reason);
}
