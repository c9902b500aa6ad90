using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tunnels;

/// <summary>The configuration file of the vpn-tunnel server beside a shoot's kube-apiserver.</summary>
internal static class TunnelServerConfiguration
{
    /// <summary>The file's text.</summary>
    public static string Build(TunnelPki pki, ControlPlaneFiles files, ControlPlanePorts ports) => $$"""
        serverId: {{ShootName.TunnelServerId}}
        carriers:
          listen: 127.0.0.1:{{ports.TunnelCarriers}}
          tls: {{Tls(pki)}}
        frontends:
          - { kind: HttpConnect, listen: {{Quoted.Text("unix:" + files.TunnelSocket)}} }
          - { kind: HttpConnect, listen: "127.0.0.1:{{ports.TunnelFrontend}}", tls: {{Tls(pki)}} }
        drain: { timeout: 2s }
        admin: { address: "127.0.0.1:{{ports.TunnelAdmin}}" }

        """;

    private static string Tls(TunnelPki pki) =>
        $"{{ certFile: {Quoted.Text(pki.Server.Certificate)}, keyFile: {Quoted.Text(pki.Server.Key)}, clientCaFile: {Quoted.Text(pki.AuthorityFile)} }}";
}
