using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>As many bytes as possible.</summary>
internal sealed class GatewayBulkScenario : GatewayScenario
{
    private const double Megabyte = 1e6;
    private const double Gigabyte = 1e9;

    private static readonly (string Name, LoadKind Kind, int Connections)[] Variants =
    [
        .. new[] { 4, 64, 1000 }.SelectMany(static n => new (string, LoadKind, int)[]
        {
            ($"download, {n} connections", LoadKind.Download, n), ($"upload, {n} connections", LoadKind.Upload, n),
        }),
    ];

    /// <inheritdoc/>
    public override string Name => "bulk";

    /// <inheritdoc/>
    public override string Title => "Bulk";

    /// <inheritdoc/>
    public override string Remark =>
        "Connections that move as much as they can, one way. Clients and targets drop what they receive inside the kernel; " +
        "the CPU time of each peer is its own alone, and includes what the kernel does in its name.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [.. Variants.Select(static v => v.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> QuickCases { get; } = [.. Variants.Where(static v => v.Connections == 64).Select(static v => v.Name)];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [.. PeerKinds.Gateways, PeerKind.HaproxySpliceLarge];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } =
    [
        .. Variants.Where(static v => v.Connections <= 64).SelectMany(static v => new Goal[]
        {
            new(v.Name, Metric.PerGigabyte, 0.85, HaproxyPeer.SpliceTitle),
            new(v.Name, Metric.PerGigabyte, 0.45, HaproxyPeer.CopyTitle),
            new(v.Name, Metric.PerGigabyte, 0.45, NginxPeer.Title),
        }),
    ];

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        var (_, kind, connections) = Variants.Single(v => v.Name == variant);
        using var load = peer.Open(kind, connections);
        var (usage, count) = Watch(peer, load, level);
        var gigabytes = count.BytesPerSecond * usage.Seconds / Gigabyte;
        var reading = new Reading { [Metric.Throughput] = count.BytesPerSecond / Megabyte };
        if (peer.Ends.Count > 0)
            reading[Metric.PerGigabyte] = usage.Ends / gigabytes;
        reading[Metric.GeneratorPerGigabyte] = usage.Generator / gigabytes;
        return WithNoise(reading, usage);
    }
}
