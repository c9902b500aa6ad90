using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of a pod that calls its kube-apiserver at the Service <c>kubernetes</c>, in a shoot where <see cref="ClientPods"/> run.</summary>
/// <param name="kubectl">A kubectl on the shoot.</param>
/// <param name="shoot">The shoot.</param>
internal sealed class PodClientProofs(Kubectl kubectl, Shoot shoot)
{
    private const string Credentials = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static readonly string Server = $"https://{ShootNetwork.ApiserverServiceAddress}";

    /// <summary>
    /// A pod on a node is told the address of the Service and no other, and reads there what is in its own namespace, as its service
    /// account.
    /// </summary>
    public async Task ReadsItsNamespaceAsync(NodeName node, CancellationToken cancellation)
    {
        var pod = await ClientPods.PodOnAsync(kubectl, node, cancellation);
        var host = await ExecAsync(pod, cancellation, "sh", "-c", "echo $KUBERNETES_SERVICE_HOST");
        Proof.Demand(host == ShootNetwork.ApiserverServiceAddress.ToString(), $"KUBERNETES_SERVICE_HOST is '{host}'");
        var names = await kubectl.InPod(pod).RunAsync(cancellation, "get", "configmaps", "-o", "jsonpath={.items[*].metadata.name}");
        Proof.Demand(names.Split(' ').Contains(ClientPods.OwnConfigMap(shoot.Name)), $"the pod sees the ConfigMaps {names}");
    }

    /// <summary>
    /// The same address leads the pods of another shoot to another kube-apiserver: what is here is not there, the authority of one does
    /// not vouch for the other, and what is good for one is no good at the other.
    /// </summary>
    public async Task ReachesAnotherThanAsync(PodClientProofs other, CancellationToken cancellation)
    {
        var (own, foreign) = (await AnyPodAsync(cancellation), await other.AnyPodAsync(cancellation));
        var names = await kubectl.InPod(own).RunAsync(cancellation, "get", "configmaps", "-o", "name");
        Proof.Demand(!names.Contains(ClientPods.OwnConfigMap(other.Shoot), StringComparison.Ordinal), $"the pod sees {names}");

        const string ForeignAuthority = "/tmp/foreign-ca.crt";
        var authority = await other.ExecAsync(foreign, cancellation, "cat", $"{Credentials}/ca.crt");
        await ExecAsync(own, cancellation, "sh", "-c", $"printf '%s\\n' \"$0\" >{ForeignAuthority}", authority);
        await DemandRefusalAsync(own, ForeignAuthority, await TokenAsync(own, cancellation), "x509: certificate signed by unknown authority", cancellation);
        await DemandRefusalAsync(own, $"{Credentials}/ca.crt", await other.TokenAsync(foreign, cancellation), "Unauthorized", cancellation);
    }

    private ShootName Shoot => shoot.Name;

    private Task<string> AnyPodAsync(CancellationToken cancellation) =>
        ClientPods.PodOnAsync(kubectl, shoot.Workers!.Nodes[0].Plan.Name, cancellation);

    private Task<string> TokenAsync(string pod, CancellationToken cancellation) => ExecAsync(pod, cancellation, "cat", $"{Credentials}/token");

    private Task<string> ExecAsync(string pod, CancellationToken cancellation, params IEnumerable<string> command) =>
        kubectl.RunAsync(cancellation, ["exec", "-n", Workload.Namespace, pod, "--", .. command]);

    private async Task DemandRefusalAsync(string pod, string authority, string token, string reason, CancellationToken cancellation)
    {
        var (exitCode, output, error) = await kubectl.InPod(pod).TryRunAsync(
            cancellation, $"--server={Server}", $"--certificate-authority={authority}", $"--token={token}", "get", "configmaps", "-n", Workload.Namespace);
        Proof.Demand(exitCode != 0, $"where '{reason}' was to come, there was: {output}");
        Proof.Demand(error.Contains(reason, StringComparison.Ordinal), $"'{reason}' was to come, not: {error.Trim()}");
    }
}
