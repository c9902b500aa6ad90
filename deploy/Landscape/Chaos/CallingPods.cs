using Connectivity.Landscape.Images;
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
    public static async Task RunAsync(Kubectl kubectl, ShootName shoot, CancellationToken cancellation)
    {
        await kubectl.ApplyAsync(Manifest(shoot), cancellation);
        await Workload.WaitForRolloutAsync(kubectl, $"daemonset/{Name}", cancellation);
    }

    /// <summary>Removes them, and waits until they are gone: the next ones have the same name.</summary>
    public static Task RemoveAsync(Kubectl kubectl) => kubectl.TryRunAsync(
        CancellationToken.None, "delete", "daemonset", Name, "-n", Workload.Namespace, "--ignore-not-found", "--cascade=foreground", "--timeout=30s");

    private static string Manifest(ShootName shoot) => $$"""
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: { name: {{Name}}, namespace: {{Workload.Namespace}} }
        spec:
          selector: { matchLabels: { app: {{Name}} } }
          template:
            metadata: { labels: { app: {{Name}} } }
            spec:
              serviceAccountName: {{ClientPods.ServiceAccount}}
              terminationGracePeriodSeconds: 1
              containers:
                - name: {{Name}}
                  image: {{ImageNames.Client}}
                  imagePullPolicy: Never
                  command:
                    - sh
                    - -c
                    - >-
                      while true; do
                      said=$(timeout 3 kubectl get --raw=/api/v1/namespaces/{{Workload.Namespace}}/configmaps/{{ClientPods.OwnConfigMap(shoot)}} 2>&1 >/dev/null)
                      && echo {{Success}} || echo "$said" | tail -n 1; sleep 0.2; done

        """;
}
