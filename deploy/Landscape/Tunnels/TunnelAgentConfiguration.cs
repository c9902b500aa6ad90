using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tunnels;

/// <summary>The configuration file of the vpn-tunnel agent on a node. It may connect to the kubelet, to pods and to Services.</summary>
internal static class TunnelAgentConfiguration
{
    /// <summary>Where the agent shows what it does: a port of the node's loopback address, of which each node has its own.</summary>
    public const int AdminPort = 9092;

    private const string AnyPort = "1-65535";

    /// <summary>The file's text.</summary>
    /// <param name="node">The node; its address and its pods are what the agent is the best way to.</param>
    /// <param name="gatewayPort">The port of the gateway that takes HTTP CONNECT requests, at the seed's address.</param>
    /// <param name="nodeRange">The addresses of all nodes.</param>
    /// <param name="authorityFile">The tunnel's authority.</param>
    /// <param name="certificate">The agent's own.</param>
    public static string Build(NodePlan node, int gatewayPort, string nodeRange, string authorityFile, CertificateFiles certificate) => $$"""
        agentId: {{node.Name}}
        servers:
          - name: {{ShootName.TunnelServerId}}
            gateway: {{node.Address.Seed}}:{{gatewayPort}}
            connectHeaders: { X-Gardener-Destination: "{{node.Name.Shoot.TunnelDestination}}" }
            tlsServerName: {{TunnelPki.ServerName}}
        tls:
          certFile: {{Quoted.Text(certificate.Certificate)}}
          keyFile: {{Quoted.Text(certificate.Key)}}
          caFile: {{Quoted.Text(authorityFile)}}
        advertise: ["{{node.Address.Node}}", "{{node.Name.PodRange}}"]
        allow:
          - { cidr: {{nodeRange}}, ports: [{{KubeletConfiguration.Port}}] }
          - { cidr: {{ShootNetwork.PodRange}}, ports: ["{{AnyPort}}"] }
          - { cidr: {{ShootNetwork.ServiceRange}}, ports: ["{{AnyPort}}"] }
        drain: { timeout: 2s }
        admin: { address: "127.0.0.1:{{AdminPort}}" }

        """;
}
