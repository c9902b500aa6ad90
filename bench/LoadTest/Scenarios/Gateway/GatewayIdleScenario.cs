using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>Memory of connections that wait.</summary>
internal class GatewayIdleScenario : GatewayScenario
{
    // Two descriptors each, of the 20,000 that a process may have.
    private const int Connections = 8000;

    /// <inheritdoc/>
    public override string Name => "idle";

    /// <inheritdoc/>
    public override string Title => "Idle connections";

    /// <inheritdoc/>
    public override string Remark =>
        $"Anonymous memory before and after {Connections} connections were opened, have echoed 64 bytes and wait. " +
        "What the kernel keeps for their sockets comes on top, and is the same for all.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [$"{Connections} connections"];

    /// <inheritdoc/>
    public override IReadOnlyList<PeerKind> Peers => PeerKinds.Relays;

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(null, Metric.ConnectionMemory, 1.5)];

    /// <inheritdoc/>
    public override int RoundsOf(string variant, int wanted) => 1;

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        var before = ProcessMemory.AnonymousOfTree(peer.Ends[0]);
        using var load = peer.Open(LoadKind.Idle, Connections);
        Thread.Sleep(2 * level.Window);
        return new Reading { [Metric.ConnectionMemory] = (ProcessMemory.AnonymousOfTree(peer.Ends[0]) - before) / 1000.0 / Connections };
    }
}
