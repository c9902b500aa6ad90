using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>sni-gateway.</summary>
internal sealed class GatewayPeer(Bench bench) : EntryPeer(bench)
{
    /// <summary>Its name.</summary>
    public const string Title = "sni-gateway";

    private const int Port = 7443;
    private const int AdminPort = 7490;

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => new(IPAddress.Loopback, Port);

    /// <inheritdoc/>
    protected override void StartEnds() => StartEnd(Bench.Fleet.Host, Program(Bench), "run", "--config", WriteConfiguration());

    /// <inheritdoc/>
    protected override void Reload()
    {
        WriteConfiguration();
        ProcessSignal.Send(Ends[0], ProcessSignal.HangUp);
    }

    /// <summary>The program.</summary>
    public static string Program(Bench bench) => Path.Combine(bench.Published, "sni-gateway");

    private string WriteConfiguration() => Bench.Files.Write("gateway.yaml", Template.Fill(
        "gateway.yaml",
        ("port", $"{Port}"),
        ("adminPort", $"{AdminPort}"),
        ("routes", Lines(static r => $"  - {{ name: {r.Id}, hosts: [{r.ServerName}], backends: [{{ address: \"{r.Target}\" }}] }}"))));
}
