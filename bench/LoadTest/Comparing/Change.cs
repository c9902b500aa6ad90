using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Comparing;

/// <summary>What has become of a figure.</summary>
internal enum ChangeKind
{
    /// <summary>The rounds of both runs overlap: nothing can be said.</summary>
    WithinNoise,

    /// <summary>Every round of the later run is better than every one of the earlier.</summary>
    Better,

    /// <summary>Every round of the later run is worse than every one of the earlier.</summary>
    Worse,
}

/// <summary>The same figure in two runs.</summary>
/// <param name="Scenario">The scenario of the later run.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Earlier">The figure in the earlier run.</param>
/// <param name="Later">The figure in the later run.</param>
internal sealed record Change(ScenarioResults Scenario, string Variant, Figure Earlier, Figure Later)
{
    // One round shows no spread; this is about what two runs of the same differ by on a quiet machine.
    private const double SpreadOfOneRound = 0.1;

    /// <summary>The later median divided by the earlier one; 1 when both are nothing.</summary>
    public double Ratio => Earlier.Series.Median == Later.Series.Median ? 1 : Later.Series.Median / Earlier.Series.Median;

    /// <summary>What has become of it.</summary>
    public ChangeKind Kind
    {
        get
        {
            if (Later.Better == BetterWay.Neither)
                return ChangeKind.WithinNoise;
            var ((earlierLeast, earlierGreatest), (laterLeast, laterGreatest)) = (Range(Earlier), Range(Later));
            if (laterLeast > earlierGreatest)
                return Later.Better == BetterWay.More ? ChangeKind.Better : ChangeKind.Worse;
            if (laterGreatest < earlierLeast)
                return Later.Better == BetterWay.More ? ChangeKind.Worse : ChangeKind.Better;
            return ChangeKind.WithinNoise;
        }
    }

    /// <summary>By how many percent the later median is worse; 0 when it is not. Where there was nothing before, any cost is without end.</summary>
    public double WorseByPercent => Math.Max(0, (Later.Better == BetterWay.More ? 1 - Ratio : Ratio - 1) * 100);

    /// <summary>Whether it is a figure of ours: another's may be what it likes.</summary>
    public bool IsOurs => Scenario.Peers.Any(p => p.Name == Later.Peer && p.Role is PeerRole.Ours or PeerRole.OursToo);

    private static (double Least, double Greatest) Range(Figure figure)
    {
        var series = figure.Series;
        var spread = figure.Rounds.Length == 1 ? Math.Abs(series.Median) * SpreadOfOneRound : 0;
        return (series.Least - spread, series.Greatest + spread);
    }
}
