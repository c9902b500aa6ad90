using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Scenarios;

namespace Connectivity.LoadTest.Tests.Scenarios;

/// <summary>Asks a function for each peer's throughput, and sets each beside that of the direct path, as scenarios do that compare.</summary>
internal sealed class StubScenario(Func<string, string, double> measure) : Scenario
{
    public const string Few = "few";
    public const string Many = "many";

    public override string Name => "stub";

    public override string Title => "Stub";

    public override string Remark => "";

    public override string Ours => Sample.Ours;

    public override IReadOnlyList<string> Cases { get; } = [Few, Many];

    public override IReadOnlyList<Goal> Goals { get; } = [new(null, Metric.Throughput, 10), new(null, Metric.Throughput, 1, Sample.Slow)];

    /// <summary>Who was measured, in this order.</summary>
    public List<string> Measured { get; } = [];

    public override Reading Measure(Peer peer, string variant, LoadLevel level)
    {
        Measured.Add($"{variant} {peer.Name}");
        return new Reading { [Metric.Throughput] = measure(peer.Name, variant) };
    }

    public override void Compare(IReadOnlyDictionary<string, Reading> round)
    {
        if (!round.TryGetValue(Sample.Direct, out var direct))
            return;
        foreach (var reading in round.Values)
            reading[Metric.MedianAdded] = reading[Metric.Throughput] - direct[Metric.Throughput];
    }
}
