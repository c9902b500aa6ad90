using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>How HAProxy moves bytes.</summary>
internal enum HaproxyRelaying
{
    /// <summary>It copies, as it does by default.</summary>
    Copy,

    /// <summary>With splice(2), as it can be forced to, through pipes of 256 KiB.</summary>
    Splice,

    /// <summary>With splice(2) through pipes as large as ours.</summary>
    SpliceLarge,
}

/// <summary>HAProxy.</summary>
internal sealed class HaproxyPeer(Bench bench, HaproxyRelaying relaying) : EntryPeer(bench)
{
    /// <summary>Its name when it splices.</summary>
    public const string SpliceTitle = "HAProxy, splice";

    /// <summary>Its name when it splices through large pipes.</summary>
    public const string SpliceLargeTitle = "HAProxy, splice, pipes of 1 MiB";

    /// <summary>Its name when it copies.</summary>
    public const string CopyTitle = "HAProxy, copy";

    private const string Program = "/usr/sbin/haproxy";
    private const int FirstPort = 7450;

    /// <inheritdoc/>
    public override string Name => relaying switch
    {
        HaproxyRelaying.Splice => SpliceTitle,
        HaproxyRelaying.SpliceLarge => SpliceLargeTitle,
        _ => CopyTitle,
    };

    private int Port => FirstPort + (int)relaying;

    private int PipeBytes => relaying == HaproxyRelaying.SpliceLarge ? 1024 * 1024 : 256 * 1024;

    /// <inheritdoc/>
    public override IPEndPoint Entry(int generator) => new(IPAddress.Loopback, Port);

    /// <inheritdoc/>
    // As a master with a worker: a reload is a new worker.
    protected override void StartEnds() => StartEnd(Bench.Fleet.Host, Program, "-W", "-db", "-f", WriteConfiguration());

    /// <inheritdoc/>
    protected override void Reload()
    {
        WriteConfiguration();
        ProcessSignal.Send(Ends[0], ProcessSignal.User2);
    }

    private string WriteConfiguration()
    {
        var map = Bench.Files.Write($"haproxy-{relaying}.map", Lines(static r => $"{r.ServerName} {r.Id}") + "\n");
        return Bench.Files.Write($"haproxy-{relaying}.cfg", Template.Fill(
            "haproxy.cfg",
            ("threads", Threads),
            ("pipeBytes", $"{PipeBytes}"),
            ("splicing", relaying == HaproxyRelaying.Copy ? "# Nothing is spliced." : "option splice-request\n    option splice-response"),
            ("port", $"{Port}"),
            ("map", map),
            ("backends", Lines(static r => $"backend {r.Id}\n    server target {r.Target}"))) + "\n");
    }
}
