using System.Text.Encodings.Web;
using System.Text.Json;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Gateway;

/// <summary>One shoot as the gateway sees it.</summary>
/// <param name="Shoot">Gives the hosts and the tenant.</param>
/// <param name="BackendPort">The loopback port of its kube-apiserver.</param>
internal sealed record GatewayRoute(ShootName Shoot, int BackendPort);

/// <summary>Writes the gateway's configuration file.</summary>
/// <param name="Port">Where TLS clients connect.</param>
/// <param name="AdminPort">Where health, metrics and routes are shown.</param>
/// <param name="AccessLog">The file that gets a JSON line a connection.</param>
internal sealed record GatewayConfiguration(int Port, int AdminPort, string AccessLog)
{
    /// <summary>The file's text for a set of shoots.</summary>
    public string Build(IReadOnlyCollection<GatewayRoute> routes) => $"""
        listeners:
          - name: tls
            address: 127.0.0.1:{Port}
            kind: Sni
            onNoRoute: Alert
        admin:
          address: 127.0.0.1:{AdminPort}
        accessLog:
          path: "{JsonEncodedText.Encode(AccessLog, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}"
        drain:
          timeout: 2s
        routes:{(routes.Count == 0 ? " []" : string.Concat(routes.Select(Route)))}

        """;

    private static string Route(GatewayRoute route) => $"""

          - name: {route.Shoot.Namespace}/kube-apiserver
            tenant: {route.Shoot.Namespace}
            hosts: [{string.Join(", ", route.Shoot.Hosts)}]
            connectDestinations: ["{route.Shoot.ConnectDestination}"]
            allowedSources: [127.0.0.0/8]
            loadBalancing: LeastConnections
            backends:
              - address: 127.0.0.1:{route.BackendPort}
        """;
}
