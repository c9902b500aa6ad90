using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>The configuration of a node's kube-proxy, which makes Services reachable from the node and its pods.</summary>
internal static class ProxyConfiguration
{
    /// <summary>The file's text.</summary>
    public static string Build(NodeName name, NodeFiles files) => $$"""
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: iptables
        hostnameOverride: {{name}}
        clientConnection: { kubeconfig: {{Quoted.Text(files.ProxyKubeconfig)}} }
        clusterCIDR: {{ShootNetwork.PodRange}}
        bindAddress: 0.0.0.0
        healthzBindAddress: 127.0.0.1:10256
        metricsBindAddress: 127.0.0.1:10249
        # The table of connections is the machine's to size.
        conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s }

        """;
}
