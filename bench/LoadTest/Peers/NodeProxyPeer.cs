using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>apiserver-proxy, which carries connections to our gateway. The gateway's cost is not counted with it.</summary>
internal sealed class NodeProxyPeer(Bench bench) : EntryPeer(bench)
{
    /// <summary>Its name.</summary>
    public const string Title = "apiserver-proxy and sni-gateway";

    private const int Port = 7447;
    private const int GatewayPort = 7448;
    private const string Destination = "outbound|443||kube-apiserver.shoot--load--test.svc.cluster.local";

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => new(IPAddress.Loopback, Port);

    /// <inheritdoc/>
    protected override void StartEnds()
    {
        var gateway = Bench.Files.Write("node-gateway.yaml", Template.Fill(
            "node-gateway.yaml", ("port", $"{GatewayPort}"), ("destination", Destination), ("target", $"{Fleet.Target(0)}")));
        StartBystander(Bench.Fleet.Host, GatewayPeer.Program(Bench), "run", "--config", gateway);
        var proxy = Bench.Files.Write("apiserver-proxy.yaml", Template.Fill(
            "apiserver-proxy.yaml", ("port", $"{Port}"), ("gatewayPort", $"{GatewayPort}"), ("destination", Destination)));
        StartEnd(Bench.Fleet.Host, Path.Combine(Bench.Published, "apiserver-proxy"), "run", "--config", proxy);
    }
}
