using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Shoots;

/// <summary>
/// Tells kube-apiserver to go through the tunnel for all that is in the shoot: kubelets, pods, Services, webhooks. A pod of a control
/// plane shares the socket with its tunnel server in the same way.
/// </summary>
internal static class EgressConfiguration
{
    /// <summary>The file's text.</summary>
    /// <param name="socket">The Unix socket on which the tunnel server takes HTTP CONNECT requests.</param>
    public static string Build(string socket) => $$"""
        apiVersion: apiserver.k8s.io/v1beta1
        kind: EgressSelectorConfiguration
        egressSelections:
          - name: cluster
            connection:
              proxyProtocol: HTTPConnect
              transport:
                uds: { udsName: {{Quoted.Text(socket)}} }
          - name: controlplane
            connection: { proxyProtocol: Direct }
          - name: etcd
            connection: { proxyProtocol: Direct }

        """;
}
