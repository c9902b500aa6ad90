using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>Ours beside another, round by round. The ratio is turned so that below 1 is better, also where more is.</summary>
/// <param name="Variant">In which variant.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Theirs">The other's.</param>
internal sealed record CostRatio(string Variant, Figure Ours, Figure Theirs)
{
    /// <summary>The ratios.</summary>
    public Series Series { get; } = Ours.Better == BetterWay.More ? Theirs.Series.DividedBy(Ours.Series) : Ours.Series.DividedBy(Theirs.Series);

    /// <summary>Better in every round.</summary>
    public bool IsBetter => Series.Greatest < 1;

    /// <summary>Worse in every round.</summary>
    public bool IsWorse => Series.Least > 1;

    /// <summary>Of each figure that ours and at least one peer have, that to the peer which is best in the median.</summary>
    public static IEnumerable<CostRatio> ToBestPeers(ScenarioResults scenario)
    {
        if (scenario.Peers.FirstOrDefault(static p => p.Role == PeerRole.Ours) is not { } us)
            yield break;
        foreach (var variant in scenario.Variants)
        {
            foreach (var ours in variant.Figures.Where(f => f.Peer == us.Name && f.Better != BetterWay.Neither))
            {
                if (BestPeer(scenario, variant, ours.Metric) is { } theirs && IsUsable(ours) && IsUsable(theirs))
                    yield return new CostRatio(variant.Name, ours, theirs);
            }
        }
    }

    /// <summary>Those that targets are about, to the peer that the target names.</summary>
    public static IEnumerable<CostRatio> OfTargets(ScenarioResults scenario) =>
        from verdict in TargetVerdict.Of(scenario)
        let theirs = verdict.Target.RelativeTo is { } peer ? verdict.Variant.Find(peer, verdict.Target.Metric) : null
        where theirs is not null && IsUsable(verdict.Figure) && IsUsable(theirs)
        select new CostRatio(verdict.Variant.Name, verdict.Figure, theirs);

    /// <summary>The figure of the peer that is best in the median; null when no peer has one.</summary>
    public static Figure? BestPeer(ScenarioResults scenario, VariantResults variant, string metric)
    {
        var peers = scenario.Peers.Where(static p => p.Role == PeerRole.Peer).Select(p => variant.Find(p.Name, metric)).OfType<Figure>().ToArray();
        if (peers.Length == 0)
            return null;
        return peers[0].Better == BetterWay.More ? peers.MaxBy(static f => f.Series.Median) : peers.MinBy(static f => f.Series.Median);
    }

    // A difference to the direct path may be nothing or less, and then says nothing as a ratio.
    private static bool IsUsable(Figure figure) => figure.Rounds.All(static v => v > 0);
}
