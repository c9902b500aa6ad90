using Connectivity.Landscape.Images;
using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Proofs;

/// <summary>Pods of the client image, one on every node of a shoot, with a service account of the workload's namespace.</summary>
/// <param name="Name">The name of the DaemonSet, and the app of its pods.</param>
/// <param name="ServiceAccount">The service account that they have.</param>
/// <param name="Command">The words of what they run.</param>
internal sealed record DaemonPods(string Name, string ServiceAccount, params IReadOnlyList<string> Command)
{
    /// <summary>The DaemonSet.</summary>
    public string Manifest => $$"""
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: { name: {{Name}}, namespace: {{Workload.Namespace}} }
        spec:
          selector: { matchLabels: { app: {{Name}} } }
          template:
            metadata: { labels: { app: {{Name}} } }
            spec:
              serviceAccountName: {{ServiceAccount}}
              terminationGracePeriodSeconds: 1
              containers:
                - name: {{Name}}
                  image: {{ImageNames.Client}}
                  imagePullPolicy: Never
                  command: [{{string.Join(", ", Command.Select(Quoted.Text))}}]

        """;

    /// <summary>Makes them and waits until all are ready.</summary>
    /// <param name="kubectl">A kubectl on the shoot.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="needed">Manifests of what they need, each document ended; empty where it is there.</param>
    public async Task RunAsync(Kubectl kubectl, CancellationToken cancellation, string needed = "")
    {
        await kubectl.ApplyAsync(needed + Manifest, cancellation);
        await Workload.WaitForRolloutAsync(kubectl, $"daemonset/{Name}", cancellation);
    }
}
