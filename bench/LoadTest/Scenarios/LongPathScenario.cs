using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>One stream over a long way.</summary>
internal sealed class LongPathScenario : BulkScenario
{
    /// <inheritdoc/>
    public override string Name => "long-path";

    /// <inheritdoc/>
    public override string Title => "One stream at a round trip of 100 ms";

    /// <inheritdoc/>
    public override string Remark =>
        "A proxy in user space makes every byte 50 ms late each way and acknowledges at once: the windows of the tunnel and of OpenVPN's inner TCP are what limits, and the TLS relay, which has none, is only limited by the proxy.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["download, 1 stream", "upload, 1 stream"];

    /// <inheritdoc/>
    public override PathOptions Path { get; } = new(true, TimeSpan.FromMilliseconds(50));

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.Direct, PeerKind.TunnelUnix, PeerKind.TlsRelay, PeerKind.OpenVpn, PeerKind.OpenVpnLarge];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(null, Metric.Throughput, 40)];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level) =>
        base.Measure(peer, variant, level with { Warmup = level.Warmup + level.Window });
}
