using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proofs;

/// <summary>
/// A pod on every node of a shoot that calls its kube-apiserver as programs in pods do: with the real kubectl, which finds address,
/// authority and token where Kubernetes has put them for the pod's service account.
/// </summary>
internal static class ClientPods
{
    /// <summary>The service account of the pods, which may read ConfigMaps of its namespace.</summary>
    public const string ServiceAccount = "client";

    private const string Name = "client";

    private static readonly DaemonPods Pods = new(Name, ServiceAccount, "sleep", "2147483647");

    /// <summary>The name of a ConfigMap that no other shoot has.</summary>
    public static string OwnConfigMap(ShootName shoot) => $"only-in-{shoot}";

    /// <summary>Makes them and waits until all are ready; the workload's namespace is there.</summary>
    public static Task RunAsync(Kubectl kubectl, ShootName shoot, CancellationToken cancellation) => Pods.RunAsync(kubectl, cancellation, Needed(shoot));

    /// <summary>The name of the pod on a node.</summary>
    public static Task<string> PodOnAsync(Kubectl kubectl, NodeName node, CancellationToken cancellation) =>
        Workload.PodOnAsync(kubectl, node, cancellation, Name);

    /// <summary>What the pods need: their service account with its rights, and what they look for.</summary>
    public static string Needed(ShootName shoot) => $$"""
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: {{ServiceAccount}}, namespace: {{Workload.Namespace}} }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: {{Name}}, namespace: {{Workload.Namespace}} }
        rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list, watch] }]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: {{Name}}, namespace: {{Workload.Namespace}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{Name}} }
        subjects: [{ kind: ServiceAccount, name: {{ServiceAccount}}, namespace: {{Workload.Namespace}} }]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{OwnConfigMap(shoot)}}, namespace: {{Workload.Namespace}} }
        data: { shoot: "{{shoot}}" }
        ---

        """;
}
