using System.Globalization;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>As many bytes as possible.</summary>
internal class BulkScenario : Scenario
{
    private const string Up = "upload";
    private const double Megabyte = 1e6;
    private const double Gigabyte = 1e9;

    /// <inheritdoc/>
    public override string Name => "bulk";

    /// <inheritdoc/>
    public override string Title => "Bulk";

    /// <inheritdoc/>
    public override string Remark =>
        "Everything runs on the same cores, the generator and the target too. The kernel does part of the work in the name of whoever sends: with OpenVPN the inner TCP is the generator's and the target's.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["download, 1 stream", "download, 16 streams", "upload, 1 stream", "upload, 16 streams"];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } =
    [
        new(null, Metric.Throughput, 300),
        new(null, Metric.Throughput, 8, OpenVpnPeer.NameFor(OpenVpnPeer.DefaultMtu)),
        new(null, Metric.EndsPerGigabyte, 0.2, OpenVpnPeer.NameFor(OpenVpnPeer.DefaultMtu)),
        new(null, Metric.EndsPerGigabyte, 1.3, TlsRelayPeer.Title),
    ];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        var streams = int.Parse(variant.Split(' ')[1], CultureInfo.InvariantCulture);
        using var load = new BulkLoad(peer.Connect, streams, down: !variant.StartsWith(Up, StringComparison.Ordinal));
        Thread.Sleep(level.Warmup);
        var meter = LoadLevel.MeterFor(peer);
        meter.Begin();
        var before = load.Bytes;
        Thread.Sleep(level.Window);
        var bytes = load.Bytes - before;
        var usage = meter.End();
        var reading = new Reading
        {
            [Metric.Throughput] = bytes / Megabyte / usage.Seconds,
            [Metric.GeneratorPerGigabyte] = usage.Generator / (bytes / Gigabyte),
        };
        if (peer.Ends.Count > 0)
            reading[Metric.EndsPerGigabyte] = usage.Ends / (bytes / Gigabyte);
        return WithNoise(reading, usage);
    }
}
