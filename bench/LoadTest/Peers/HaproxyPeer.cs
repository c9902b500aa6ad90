using System.Net;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Peers;

/// <summary>HAProxy, with splice(2) where it can be forced to, or copying as it does by default.</summary>
internal sealed class HaproxyPeer(Bench bench, bool splicing) : EntryPeer(bench)
{
    /// <summary>Its name when it splices.</summary>
    public const string SpliceTitle = "HAProxy, splice";

    /// <summary>Its name when it copies.</summary>
    public const string CopyTitle = "HAProxy, copy";

    private const string Program = "/usr/sbin/haproxy";

    /// <inheritdoc/>
    public override string Name => splicing ? SpliceTitle : CopyTitle;

    private string Kind => splicing ? "splice" : "copy";

    private int Port => splicing ? 7444 : 7445;

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
        var map = Bench.Files.Write($"haproxy-{Kind}.map", Lines(static r => $"{r.ServerName} {r.Id}") + "\n");
        return Bench.Files.Write($"haproxy-{Kind}.cfg", Template.Fill(
            "haproxy.cfg",
            ("threads", Threads),
            ("splicing", splicing ? "option splice-request\n    option splice-response" : "# Nothing is spliced."),
            ("port", $"{Port}"),
            ("map", map),
            ("backends", Lines(static r => $"backend {r.Id}\n    server target {r.Target}"))) + "\n");
    }
}
