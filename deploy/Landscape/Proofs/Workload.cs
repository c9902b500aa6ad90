using Connectivity.Landscape.Images;
using Connectivity.Landscape.Nodes;

namespace Connectivity.Landscape.Proofs;

/// <summary>What runs in a shoot for the proofs, and for whoever wants to try something: pods that serve a page and write a log.</summary>
internal static class Workload
{
    public const string Namespace = "proofs";

    /// <summary>On the namespace, for the admission webhook to know it by.</summary>
    public const string NamespaceLabel = "connectivity.example.test/proofs";

    /// <summary>What a pod answers.</summary>
    public const string Page = "hello from a pod";

    /// <summary>Where a pod answers.</summary>
    public const string PodPort = "8080";

    private const string RolloutTimeout = "--timeout=90s";

    private const string Manifest = $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{Namespace}}
          labels: { {{NamespaceLabel}}: "true" }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, namespace: {{Namespace}} }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec:
              terminationGracePeriodSeconds: 1
              topologySpreadConstraints:
                - topologyKey: kubernetes.io/hostname
                  maxSkew: 1
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector: { matchLabels: { app: web } }
              containers:
                - name: web
                  image: {{ImageNames.Busybox}}
                  imagePullPolicy: Never
                  command:
                    - sh
                    - -c
                    - httpd -p {{PodPort}} -h /www; i=0; while true; do i=$((i+1)); echo "tick $i"; sleep 0.2; done
                  readinessProbe: { httpGet: { path: /, port: {{PodPort}} }, periodSeconds: 1 }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: web, namespace: {{Namespace}} }
        spec:
          selector: { app: web }
          ports: [{ port: 80, targetPort: {{PodPort}} }]

        """;

    /// <summary>Makes it and waits until every pod is ready.</summary>
    public static async Task RunAsync(Kubectl kubectl, CancellationToken cancellation)
    {
        await kubectl.ApplyAsync(Manifest, cancellation);
        await WaitForRolloutAsync(kubectl, "deployment/web", cancellation);
    }

    /// <summary>Waits until every pod of a Deployment or a DaemonSet is ready.</summary>
    /// <param name="kubectl">A kubectl on the shoot.</param>
    /// <param name="controller">Its kind and name.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static Task WaitForRolloutAsync(Kubectl kubectl, string controller, CancellationToken cancellation) =>
        kubectl.RunAsync(cancellation, "rollout", "status", controller, "-n", Namespace, RolloutTimeout, "--request-timeout=0");

    /// <summary>The name of one of the pods.</summary>
    public static Task<string> PodAsync(Kubectl kubectl, CancellationToken cancellation) => AskAsync(kubectl, "metadata.name", cancellation);

    /// <summary>The name of the node on which that pod is.</summary>
    public static Task<string> NodeAsync(Kubectl kubectl, CancellationToken cancellation) => AskAsync(kubectl, "spec.nodeName", cancellation);

    /// <summary>The name of the pod of an app on a node.</summary>
    public static async Task<string> PodOnAsync(Kubectl kubectl, NodeName node, CancellationToken cancellation, string app = "web")
    {
        var pods = await kubectl.RunAsync(
            cancellation, "get", "pods", "-n", Namespace, "-l", $"app={app}", $"--field-selector=spec.nodeName={node}", "-o", "name");
        return pods.Split('\n') is [{ Length: > 0 } pod, ..]
            ? pod["pod/".Length..]
            : throw new LandscapeException($"no pod of {app} is on node {node}");
    }

    private static Task<string> AskAsync(Kubectl kubectl, string field, CancellationToken cancellation) => kubectl.RunAsync(
        cancellation, "get", "pods", "-n", Namespace, "-l", "app=web", "-o", $"jsonpath={{.items[0].{field}}}");
}
