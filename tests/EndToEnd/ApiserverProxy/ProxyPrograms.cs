using System.Net;
using Connectivity.EndToEnd.Tunnel.Programs;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>The published gateway and the published proxy, with configurations that fit each other.</summary>
internal static class ProxyPrograms
{
    private const string Destination = "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local";

    /// <summary>A gateway on an address, with one control plane behind it.</summary>
    public static Task<TunnelProgram> StartGatewayAsync(IPAddress address, EndPoint backend) => TunnelProgram.StartAsync([], [TestEnvironment.Gateway, "run"], $$"""
        listeners: [{ name: connect, address: "{{address}}:0", kind: Connect }]
        routes: [{ name: a, connectDestinations: ["{{Destination}}"], backends: [{ address: "{{backend}}" }] }]
        accessLog: { path: "" }
        admin: { address: "127.0.0.1:0" }
        """);

    /// <summary>The file of a proxy.</summary>
    /// <param name="listen">The value of <c>listen</c>.</param>
    /// <param name="gateway">The gateway's address.</param>
    /// <param name="admin">The address of the admin endpoint.</param>
    /// <param name="more">Further lines.</param>
    public static string Configuration(string listen, EndPoint gateway, string admin, params string[] more) => $$"""
        listen: {{listen}}
        gateway: { address: "{{gateway}}", connectHeaders: { X-Gardener-Destination: "{{Destination}}" } }
        readiness: { interval: 200ms }
        admin: { address: "{{admin}}" }
        {{string.Join('\n', more)}}
        """;

    /// <summary>Where a gateway or a proxy listens.</summary>
    public static async Task<IPEndPoint> AddressAsync(this TunnelProgram program) =>
        IPEndPoint.Parse((string)(await program.LineAsync("Listening"))["address"]!);
}
