using Connectivity.Landscape.Output;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Gateway;

/// <summary>One shoot as the gateway sees it.</summary>
/// <param name="Shoot">Gives the hosts and the tenant.</param>
/// <param name="BackendPort">The loopback port of its kube-apiserver.</param>
/// <param name="TunnelPort">The loopback port on which its tunnel server takes agents; null where there is none.</param>
internal sealed record GatewayRoute(ShootName Shoot, int BackendPort, int? TunnelPort = null);

/// <summary>Writes the gateway's configuration file.</summary>
/// <param name="Port">Where TLS clients connect.</param>
/// <param name="AdminPort">Where health, metrics and routes are shown.</param>
/// <param name="AccessLog">The file that gets a JSON line a connection.</param>
/// <param name="Seed">Where nodes connect; null without nodes.</param>
/// <param name="BalancedPort">Where load balancers connect, which send a PROXY header; null without.</param>
internal sealed record GatewayConfiguration(
    int Port, int AdminPort, string AccessLog, SeedSide? Seed = null, int? BalancedPort = null)
{
    /// <summary>The file's text for a set of shoots.</summary>
    public string Build(IReadOnlyCollection<GatewayRoute> routes) => $"""
        listeners:
          - name: tls
            address: 127.0.0.1:{Port}
            kind: Sni
            onNoRoute: Alert{BalancedListener()}{NodeListeners()}
        admin:
          address: 127.0.0.1:{AdminPort}
        accessLog:
          path: {Quoted.Text(AccessLog)}
        drain:
          timeout: 2s
        routes:{(routes.Count == 0 ? " []" : string.Concat(routes.Select(Route)))}

        """;

    private string BalancedListener() => BalancedPort is null ? "" : $"""

          - name: tls-balanced
            address: 127.0.0.1:{BalancedPort}
            kind: Sni
            onNoRoute: Alert
            proxyProtocol: Required
            trustedProxies: [127.0.0.0/8]
        """;

    private string NodeListeners() => Seed is null ? "" : $"""

          - name: tls-nodes
            address: {Seed.Address}:{Port}
            kind: Sni
            onNoRoute: Alert
          - name: connect-nodes
            address: {Seed.Address}:{Seed.ConnectPort}
            kind: Connect
        """;

    private string Route(GatewayRoute route) => $"""

          - name: {route.Shoot.Namespace}/kube-apiserver
            tenant: {route.Shoot.Namespace}
            hosts: [{string.Join(", ", route.Shoot.Hosts)}]
            connectDestinations: ["{route.Shoot.ConnectDestination}"]
            allowedSources: [127.0.0.0/8{(Seed is null ? "" : $", {Seed.NodeRange}")}]
            loadBalancing: LeastConnections
            backends:
              - address: 127.0.0.1:{route.BackendPort}{TunnelRoute(route)}
        """;

    private string TunnelRoute(GatewayRoute route) => route.TunnelPort is null || Seed is null ? "" : $"""

          - name: {route.Shoot.Namespace}/{ShootName.TunnelServerId}
            tenant: {route.Shoot.Namespace}
            connectDestinations: ["{route.Shoot.TunnelDestination}"]
            allowedSources: [{Seed.NodeRange}]
            backends:
              - address: 127.0.0.1:{route.TunnelPort}
        """;
}
