using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios.Gateway;

/// <summary>Short connections.</summary>
internal class GatewayDialScenario : GatewayScenario
{
    private const int Parallel = 64;
    private const int PerSecond = 1000;

    private static readonly string AtOnce = $"{Parallel} at a time";
    private static readonly string Paced = $"{PerSecond} a second";

    /// <inheritdoc/>
    public override string Name => "connections";

    /// <inheritdoc/>
    public override string Title => "New connections";

    /// <inheritdoc/>
    public override string Remark =>
        "Connect, ClientHello and 64 bytes in one piece, their echo, close. " +
        "In the second variant connections begin at fixed times, and a latency is the time from then to the echo.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = [AtOnce, Paced];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(AtOnce, Metric.PerConnection, 0.85, HaproxyPeer.SpliceTitle)];

    /// <inheritdoc/>
    protected override Reading Measure(EntryPeer peer, string variant, LoadLevel level)
    {
        var paced = variant == Paced;
        using var load = peer.Open(paced ? LoadKind.PacedDial : LoadKind.Dial, Parallel, PerSecond);
        var (usage, count) = Watch(peer, load, level);
        // At a pace the rate is everybody's.
        var reading = paced ? WithLatencies(load.TakeLatencies()) : new Reading { [Metric.Dials] = count.PerSecond };
        if (peer.Ends.Count > 0)
            reading[Metric.PerConnection] = usage.Ends / usage.Seconds * 1e6 / count.PerSecond;
        reading[Metric.GeneratorPerConnection] = usage.Generator / usage.Seconds * 1e6 / count.PerSecond;
        return WithNoise(reading, usage);
    }
}
