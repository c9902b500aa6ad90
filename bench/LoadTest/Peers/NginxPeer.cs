using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>nginx's stream module, which reads the server name ahead.</summary>
internal sealed class NginxPeer(Bench bench) : EntryPeer(bench)
{
    /// <summary>Its name.</summary>
    public const string Title = "nginx";

    private const string Program = "/usr/sbin/nginx";
    private const int Port = 7446;

    /// <inheritdoc/>
    public override string Name => Title;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => new(IPAddress.Loopback, Port);

    /// <inheritdoc/>
    protected override void StartEnds() => StartEnd(Bench.Fleet.Host, Program, "-e", "stderr", "-c", WriteConfiguration());

    /// <inheritdoc/>
    protected override void Reload()
    {
        WriteConfiguration();
        ProcessSignal.Send(Ends[0], ProcessSignal.HangUp);
    }

    private string WriteConfiguration() => Bench.Files.Write("nginx-gateway.conf", Template.Fill(
        "nginx.conf",
        ("threads", Threads),
        ("pid", Bench.Files.PathOf("nginx-gateway.pid")),
        ("port", $"{Port}"),
        ("map", Lines(static r => $"        {r.ServerName} {r.Id};")),
        ("upstreams", Lines(static r => $"    upstream {r.Id} {{ server {r.Target}; }}"))));
}
