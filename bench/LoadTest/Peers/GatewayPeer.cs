using System.Net;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>sni-gateway.</summary>
internal sealed class GatewayPeer(Bench bench) : EntryPeer(bench)
{
    /// <summary>Its name.</summary>
    public const string Title = "sni-gateway";

    private const int Port = 7443;
    private const int ConnectPort = 7440;
    private const int AdminPort = 7490;

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => new(IPAddress.Loopback, Port);

    /// <inheritdoc/>
    protected override void StartEnds() =>
        StartEnd(Bench.Fleet.Host, Path.Combine(Bench.Published, "sni-gateway"), "run", "--config", WriteConfiguration());

    private string WriteConfiguration() => Bench.Files.Write("gateway.yaml", Template.Fill(
        "gateway.yaml",
        ("port", $"{Port}"),
        ("connectPort", $"{ConnectPort}"),
        ("adminPort", $"{AdminPort}"),
        ("routes", Lines(Tenants, static t => $"  - {{ name: t{t}, hosts: [{ClientHellos.ServerName(t)}], backends: [{{ address: \"{Fleet.Target(t)}\" }}] }}"))));
}
