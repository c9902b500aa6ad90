using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of two nodes of a shoot, each with a pod of the workload.</summary>
/// <param name="landscape">The landscape.</param>
/// <param name="shoot">The shoot.</param>
/// <param name="progress">Is told when the tunnel is whole again.</param>
internal sealed class NodePairProofs(RunningLandscape landscape, Shoot shoot, Progress progress)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Kubectl _kubectl = landscape.KubectlOf(shoot);
    private readonly PodProofs _pods = new(landscape.KubectlOf(shoot));

    /// <summary>A pod on each node answers <c>exec</c> and <c>logs</c>.</summary>
    public async Task ReachesBothAsync(CancellationToken cancellation)
    {
        foreach (var node in Workers.Nodes)
        {
            await ExecutesOnAsync(node.Plan.Name, cancellation);
            await FollowedLog.NewestAsync(_kubectl, await PodOnAsync(node.Plan.Name, cancellation), cancellation);
        }
    }

    /// <summary>A pod on one node gets the page of a pod on the other, each way.</summary>
    public async Task PodsMeetAsync(CancellationToken cancellation)
    {
        await FetchAsync(from: First, to: Second, cancellation);
        await FetchAsync(from: Second, to: First, cancellation);
    }

    /// <summary>
    /// One node's agent is killed and stays away: a shell on the other node goes on, and what is opened now reaches either node, one of
    /// them by way of the other's agent.
    /// </summary>
    public Task OneAgentIsEnoughAsync(CancellationToken cancellation) => Proof.WithinAsync(Limit, async inner =>
    {
        using var shell = PodShell.Start(landscape.DirectKubectlOf(shoot), await PodOnAsync(Second, inner));
        await AskAsync(shell, inner);
        var lost = Workers.Agents[0];
        await lost.KillAsync();
        try
        {
            await AskAsync(shell, inner);
            await ExecutesOnAsync(First, inner);
            await ExecutesOnAsync(Second, inner);
            await AskAsync(shell, inner);
        }
        finally
        {
            await lost.StartAsync();
        }

        await Workers.WaitForTunnelAsync(progress, inner);
        await shell.LeaveAsync(inner);
        return lost;
    }, cancellation);

    private Workers Workers => shoot.Workers!;

    private NodeName First => Workers.Nodes[0].Plan.Name;

    private NodeName Second => Workers.Nodes[1].Plan.Name;

    private static async Task AskAsync(PodShell shell, CancellationToken cancellation)
    {
        await shell.TypeAsync(cancellation);
        await shell.ReadAnswersAsync(cancellation);
    }

    private Task<string> PodOnAsync(NodeName node, CancellationToken cancellation) => Workload.PodOnAsync(_kubectl, node, cancellation);

    private async Task ExecutesOnAsync(NodeName node, CancellationToken cancellation) =>
        await _pods.ExecutesInAsync(await PodOnAsync(node, cancellation), cancellation);

    private async Task FetchAsync(NodeName from, NodeName to, CancellationToken cancellation)
    {
        var target = await PodOnAsync(to, cancellation);
        var address = await _kubectl.RunAsync(
            cancellation, "get", "pod", target, "-n", Workload.Namespace, "-o", "jsonpath={.status.podIP}");
        var (exitCode, output, error) = await _pods.ExecAsync(
            await PodOnAsync(from, cancellation), cancellation, "wget", "-q", "-O", "-", $"http://{address}:{Workload.PodPort}/");
        Proof.Demand(exitCode == 0 && output.Trim() == Workload.Page, $"from node {from}, {address} on node {to} answers '{output}{error.Trim()}'");
    }
}
