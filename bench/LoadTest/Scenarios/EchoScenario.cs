using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Small messages, alone and beside bulk.</summary>
internal class EchoScenario : Scenario
{
    private const int PerSecond = 500;
    private const string Idle = "nothing else";
    private const int Streams = 16;
    private const double HeldBack = 4e6;
    private const string Moderate = "beside 16 bulk downloads of 4 MB/s";
    private const string Busy = "beside 16 bulk downloads";

    private readonly Dictionary<string, List<double>> _idleMedians = [];

    /// <inheritdoc/>
    public override string Name => "echo";

    /// <inheritdoc/>
    public override string Title => "Echo of 64 bytes";

    /// <inheritdoc/>
    public override string Remark =>
        $"{PerSecond} messages a second at fixed times; a latency counts from the time at which its message was due, so " +
        "the generator's own delays are in it, and are gone in what is added over direct. " +
        "Bulk is held back by readers that take no more than that, or not at all: then " +
        "two cores are full, whoever moves the bytes, and the direct path is many times as slow as well.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [Idle, Moderate, Busy];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.Direct, PeerKind.TunnelUnix, PeerKind.TlsRelay, PeerKind.OpenVpn, PeerKind.OpenVpnLarge];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(Idle, Metric.MedianAdded, 150), new(Moderate, Metric.MedianOverIdle, 2)];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        using var bulk = variant == Idle ? null : new BulkLoad(peer.Connect, Streams, down: true, variant == Moderate ? HeldBack : double.PositiveInfinity);
        Thread.Sleep(level.Warmup);
        var reading = Echo(peer, level, bulk);
        if (!_idleMedians.TryGetValue(peer.Name, out var idle))
            _idleMedians[peer.Name] = idle = [];
        if (bulk is null)
            idle.Add(reading[Metric.Median]);
        else
            reading[Metric.MedianOverIdle] = reading[Metric.Median] / new Series(idle).Median;
        return reading;
    }

    /// <inheritdoc/>
    public override void Compare(IReadOnlyDictionary<string, Reading> round)
    {
        if (!round.TryGetValue(DirectPeer.Title, out var direct))
            return;
        foreach (var (peer, reading) in round)
        {
            if (peer == DirectPeer.Title)
                continue;
            reading[Metric.MedianAdded] = reading[Metric.Median] - direct[Metric.Median];
            reading[Metric.TailAdded] = reading[Metric.Tail] - direct[Metric.Tail];
        }
    }

    /// <summary>Measures the echo, and what bulk there is beside it.</summary>
    protected static Reading Echo(Peer peer, LoadLevel level, BulkLoad? bulk)
    {
        using var connection = peer.Connect();
        var meter = LoadLevel.MeterFor(peer);
        meter.Begin();
        var before = bulk?.Bytes ?? 0;
        var latencies = EchoLoad.Run(connection, PerSecond, level.Window);
        var bytes = (bulk?.Bytes ?? 0) - before;
        var usage = meter.End();
        var reading = new Reading { Latencies = latencies, [Metric.Median] = latencies.Quantile(0.5), [Metric.Tail] = latencies.Quantile(0.99) };
        if (bulk is not null)
            reading[Metric.Throughput] = bytes / 1e6 / usage.Seconds;
        return WithNoise(reading, usage);
    }
}
