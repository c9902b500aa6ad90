using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Targets;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>What a client that does not read does to others.</summary>
internal sealed class StallScenario : EchoScenario
{
    private const string Stalled = "one reader stalls";

    /// <inheritdoc/>
    public override string Name => "stall";

    /// <inheritdoc/>
    public override string Title => "A stalled reader: others' echo beside one download";

    /// <inheritdoc/>
    public override string Remark => "In the second variant another client has asked for bytes without end and reads none of them.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["nobody stalls", Stalled];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        using var stalled = variant == Stalled ? peer.Connect() : null;
        stalled?.Send([(byte)TargetMode.Source]);
        Thread.Sleep(level.Warmup);
        using var bulk = new BulkLoad(peer.Connect, 1, down: true);
        Thread.Sleep(level.Warmup);
        var reading = Echo(peer, level, bulk);
        stalled?.Break();
        return reading;
    }
}
