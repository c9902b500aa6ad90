using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A target beside what was measured.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Variant">In which variant.</param>
/// <param name="Target">What is to be reached.</param>
/// <param name="Figure">Our figure.</param>
/// <param name="Measured">What was measured: the figure, or its ratio to the other's.</param>
internal sealed record TargetVerdict(ScenarioResults Scenario, VariantResults Variant, TargetEntry Target, Figure Figure, Series Measured)
{
    /// <summary>Whether the median reaches it.</summary>
    public bool IsReached => Reaches(Measured.Median);

    /// <summary>The target in words.</summary>
    public string TargetText => Text(Target, Figure);

    /// <summary>What was measured, in words.</summary>
    public string MeasuredText => Target.RelativeTo is null ? $"{Figures.Text(Measured, Figure.Format)} {Figure.Unit}".TrimEnd() : $"{Figures.Text(Measured, "0.00")} ×";

    /// <summary>Reached, or how far it is.</summary>
    public string Word
    {
        get
        {
            if (IsReached)
                return Measured.Values.All(Reaches) ? "reached" : $"reached in the median, and in {Measured.Values.Count(Reaches)} of {Measured.Values.Count} rounds";
            if (Target.Bound == 0)
                return "**missed**";
            var ratio = Measured.Median / Target.Bound;
            return ratio >= 2 ? $"**missed**: {Figures.Number(ratio, "0.0")} × as much" : $"**missed** by {Figures.Number(Math.Abs(ratio - 1) * 100, "0.#")} %";
        }
    }

    /// <summary>All targets that there are figures for.</summary>
    public static IEnumerable<TargetVerdict> Of(ScenarioResults scenario)
    {
        if (scenario.Peers.FirstOrDefault(static p => p.Role == PeerRole.Ours) is not { } us)
            yield break;
        foreach (var variant in scenario.Variants)
        {
            foreach (var target in scenario.Targets.Where(t => t.IsAbout(variant)))
            {
                if (variant.Find(us.Name, target.Metric) is { } ours && Measure(scenario, variant, target, ours) is { } measured)
                    yield return new TargetVerdict(scenario, variant, target, ours, measured);
            }
        }
    }

    /// <summary>A target in words.</summary>
    /// <param name="target">The target.</param>
    /// <param name="like">A figure of its metric, which tells unit and direction; null when there is none.</param>
    public static string Text(TargetEntry target, Figure? like)
    {
        var bound = Figures.Number(target.Bound, "#,0.##");
        var what = target.RelativeTo is { } other ? $"{bound} × {other}" : $"{bound} {like?.Unit}".TrimEnd();
        return like is null ? $"{target.Metric}: {what}" : $"{target.Metric} {(like.Better == BetterWay.More ? "≥" : "≤")} {what}";
    }

    private static Series? Measure(ScenarioResults scenario, VariantResults variant, TargetEntry target, Figure ours)
    {
        if (target.RelativeTo is not { } name)
            return ours.Series;
        var theirs = name == TargetEntry.BestPeer ? CostRatio.BestPeer(scenario, variant, target.Metric) : variant.Find(name, target.Metric);
        return theirs is null ? null : ours.Series.DividedBy(theirs.Series);
    }

    private bool Reaches(double value) => Figure.Better == BetterWay.More ? value >= Target.Bound : value <= Target.Bound;
}
