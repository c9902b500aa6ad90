using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>
/// A pod on every node that calls its kube-apiserver over and over, each time over a connection of its own, and writes into its log what
/// came of it.
/// </summary>
internal static class CallingPods
{
    public const string Name = "calling";

    /// <summary>What a pod writes after a call that succeeded.</summary>
    public const string Success = "ok";

    /// <summary>Makes them and waits until all are ready; those of <see cref="ClientPods"/> are there.</summary>
    public static Task RunAsync(Kubectl kubectl, ShootName shoot, CancellationToken cancellation) => Pods(shoot).RunAsync(kubectl, cancellation);

    /// <summary>Removes them, and waits until they are gone: the next ones have the same name.</summary>
    public static Task RemoveAsync(Kubectl kubectl) => kubectl.TryRunAsync(
        CancellationToken.None, "delete", "daemonset", Name, "-n", Workload.Namespace, "--ignore-not-found", "--cascade=foreground", "--timeout=30s");

    private static DaemonPods Pods(ShootName shoot) => new(
        Name,
        ClientPods.ServiceAccount,
        "sh",
        "-c",
        $"while true; do said=$(timeout 3 kubectl get --raw=/api/v1/namespaces/{Workload.Namespace}/configmaps/{ClientPods.OwnConfigMap(shoot)} 2>&1 >/dev/null) "
            + $"&& echo {Success} || echo \"$said\" | tail -n 1; sleep 0.2; done");
}
