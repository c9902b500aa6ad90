using System.Net;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>A host name and the loopback port it leads to.</summary>
internal sealed record HostRoute(string Host, int Port);

/// <summary>Writes the configuration file of a gateway under test: a TLS listener and an admin endpoint on any free port.</summary>
internal static class GatewayFile
{
    /// <summary>The file's text.</summary>
    /// <param name="accessLog">The file that gets a line a connection.</param>
    /// <param name="routes">A route each.</param>
    /// <param name="more">Further keys of the root.</param>
    public static string Text(string accessLog, IReadOnlyList<HostRoute> routes, string more) => $$"""
        listeners:
          - { name: tls, address: "{{IPAddress.Loopback}}:0", kind: Sni }
        admin: { address: "{{IPAddress.Loopback}}:0" }
        accessLog: { path: "{{accessLog}}" }
        {{more}}
        routes: [{{string.Join(", ", routes.Select(Route))}}]

        """;

    private static string Route(HostRoute route) =>
        $$"""{ name: "{{route.Host}}", hosts: ["{{route.Host}}"], backends: [{ address: "{{IPAddress.Loopback}}:{{route.Port}}" }] }""";
}
