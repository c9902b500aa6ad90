using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Commands;

/// <summary>What <c>status</c> shows of a shoot: where it is, its nodes and its tunnel.</summary>
/// <param name="directory">Where its files are.</param>
/// <param name="landscape">The landscape.</param>
/// <param name="shoot">The shoot.</param>
internal sealed class ShootStatus(LandscapeDirectory directory, LandscapeState landscape, ShootState shoot)
{
    private readonly ControlPlaneFiles _files = directory.FilesOf(ShootName.Parse(shoot.Name));

    private NodeState[] Nodes => [.. (landscape.Nodes ?? []).Where(node => node.Shoot == shoot.Name)];

    /// <summary>Some lines for the terminal; what cannot be learnt is said to be so.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(CancellationToken cancellation) =>
    [
        $"shoot {shoot.Name}: {shoot.Host} -> 127.0.0.1:{shoot.ApiserverPort}, kubeconfig {shoot.Kubeconfig}",
        $"  past the gateway: kubeconfig {_files.DirectKubeconfig}",
        .. Nodes.Length > 0 ? [await NodesAsync(cancellation)] : Array.Empty<string>(),
        .. shoot.TunnelAdminPort is { } port ? await TunnelAsync(port, cancellation) : [],
    ];

    private async Task<string> NodesAsync(CancellationToken cancellation)
    {
        var kubectl = new Kubectl(landscape.Kubectl ?? "kubectl", _files.DirectKubeconfig, _files.KubectlCache);
        var answer = await kubectl.TryRunAsync(cancellation, "get", "nodes", "--output=json");
        return answer.ExitCode == 0
            ? $"  nodes: {NodeStatus.CountReady(answer.Output)} of {Nodes.Length} ready"
            : $"  nodes: kube-apiserver does not tell ({answer.Error.Trim()})";
    }

    private async Task<IReadOnlyList<string>> TunnelAsync(int adminPort, CancellationToken cancellation)
    {
        using var http = LoopbackHttp.Create();
        var lines = await TunnelSession.ReadAsync(http, adminPort, cancellation) switch
        {
            null => ["  tunnel: its server does not answer"],
            [] => ["  tunnel: no agent is connected"],
            var sessions => sessions.Select(session => $"  tunnel: {session}").ToList(),
        };
        foreach (var node in Nodes)
        {
            var carriers = await AgentCarrier.ReadAsync(node.Holder, cancellation);
            lines.AddRange(carriers?.Select(carrier => $"  agent {node.Name}: {carrier}") ?? [$"  agent {node.Name}: does not answer"]);
        }

        return lines;
    }
}
