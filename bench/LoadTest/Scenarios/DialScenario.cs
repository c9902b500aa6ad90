using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Short connections.</summary>
internal sealed class DialScenario : Scenario
{
    private const string Parallel = "32 at a time";

    /// <inheritdoc/>
    public override string Name => "dial";

    /// <inheritdoc/>
    public override string Title => "Connect, echo 64 bytes, close";

    /// <inheritdoc/>
    public override string Remark => "The TLS relay shakes hands for every connection (sessions are resumed), as does the client of the front end with mutual TLS (never resumed).";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Cases { get; } = ["one at a time", Parallel];

    /// <inheritdoc/>
    public override IReadOnlyList<Goal> Goals { get; } = [new(Parallel, Metric.Dials, 3000)];

    /// <inheritdoc/>
    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        using var load = new DialLoad(peer.Connect, variant == Parallel ? 32 : 1);
        Thread.Sleep(level.Warmup);
        var meter = LoadLevel.MeterFor(peer);
        meter.Begin();
        var before = load.Done;
        Thread.Sleep(level.Window);
        var done = load.Done - before;
        var usage = meter.End();
        var reading = new Reading { [Metric.Dials] = done / usage.Seconds };
        if (peer.Ends.Count > 0)
            reading[Metric.EndsPerDial] = usage.Ends * 1e6 / done;
        return WithNoise(reading, usage);
    }
}
