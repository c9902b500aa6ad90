using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>What many tenants take.</summary>
internal sealed class GatewayRoutesScenario : GatewayScenario
{
    /// <summary>Many tenants.</summary>
    public const int Tenants = 10_000;

    /// <inheritdoc/>
    public override string Name => "routes";

    /// <inheritdoc/>
    public override string Title => "Memory and start with 10,000 routes";

    /// <inheritdoc/>
    public override string Remark =>
        "Resident memory after the first connection was served, and the time until then from the program's start. Of a peer of several processes, what they share counts once.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["10,000 routes"];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers => [PeerKind.Gateway, PeerKind.HaproxySplice, PeerKind.Nginx];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(null, Metric.ResidentMemory, 60)];

    /// <inheritdoc/>
    public override int RoundsOf(string variant, int wanted) => 1;

    /// <inheritdoc/>
    public override void Prepare(Peer peer) => ((EntryPeer)peer).Tenants = Tenants;

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level) => new()
    {
        [Metric.ResidentMemory] = ProcessMemory.ResidentOfTree(peer.Ends[0]) / 1e6,
        [Metric.StartTime] = peer.StartTime.TotalMilliseconds,
    };
}
