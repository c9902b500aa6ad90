using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Proxies;

/// <summary>The configuration file of the apiserver-proxy on a node.</summary>
internal static class NodeProxyConfiguration
{
    /// <summary>Where the proxy shows what it does, on every address of its node; the firewall keeps others out.</summary>
    public const int AdminPort = 16910;

    /// <summary>The file's text.</summary>
    /// <param name="node">The node.</param>
    /// <param name="port">The port that kube-apiserver advertises, which is its own.</param>
    /// <param name="gatewayPort">The port of the gateway that takes HTTP CONNECT requests, at the seed's address.</param>
    public static string Build(NodePlan node, int port, int gatewayPort) => $$"""
        listen: {{ShootNetwork.AdvertiseAddress}}:{{port}}
        interface: { name: apiserver-proxy, manage: true }
        gateway:
          address: {{node.Address.Seed}}:{{gatewayPort}}
          connectHeaders: { X-Gardener-Destination: "{{node.Name.Shoot.ConnectDestination}}" }
        readiness: { interval: 1s }
        drain: { timeout: 2s }
        admin: { address: "0.0.0.0:{{AdminPort}}" }

        """;
}
