using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Bytes over very many streams.</summary>
internal sealed class ManyStreamsScenario : BulkScenario
{
    private const int Streams = 1000;

    /// <inheritdoc/>
    public override string Name => "many-streams";

    /// <inheritdoc/>
    public override string Title => "Bulk over 1,000 streams";

    /// <inheritdoc/>
    public override string Remark =>
        "As bulk, and the memory that each end has taken for the streams by the end of it. The generator has a thread for each, which is not the ends' cost.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [$"download, {Streams} streams"];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers { get; } = [PeerKind.Direct, PeerKind.TunnelUnix, PeerKind.TlsRelay, PeerKind.OpenVpn];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        var before = peer.Ends.Select(ProcessMemory.AnonymousOfTree).ToArray();
        var reading = base.Measure(peer, variant, level);
        if (peer.Ends is not [var near, var far])
            return reading;
        reading[Metric.NearMemory] = (ProcessMemory.AnonymousOfTree(near) - before[0]) / 1000.0 / Streams;
        reading[Metric.FarMemory] = (ProcessMemory.AnonymousOfTree(far) - before[1]) / 1000.0 / Streams;
        return reading;
    }
}
