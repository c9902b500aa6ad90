using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A target of which nobody knows whether it is reached: ours or the peer that it is relative to has no figure.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Variant">In which variant.</param>
/// <param name="Target">What is to be reached.</param>
/// <param name="Reason">Why it is not known.</param>
internal sealed record UnmeasuredTarget(ScenarioResults Scenario, VariantResults Variant, TargetEntry Target, string Reason)
{
    private const string NoFigure = "there is no figure";

    /// <summary>The target in words.</summary>
    public string TargetText =>
        TargetVerdict.Text(Target, Scenario.Variants.SelectMany(static v => v.Figures).FirstOrDefault(f => f.Metric == Target.Metric));

    /// <summary>All targets that there is no verdict on.</summary>
    /// <param name="scenario">Whose targets.</param>
    /// <param name="failures">What failed in it.</param>
    public static IEnumerable<UnmeasuredTarget> Of(ScenarioResults scenario, IReadOnlyList<FailureEntry> failures)
    {
        var known = TargetVerdict.Of(scenario).Select(static v => (v.Variant.Name, v.Target)).ToHashSet();
        return
            from variant in scenario.Variants
            from target in scenario.Targets
            where target.IsAbout(variant) && !known.Contains((variant.Name, target))
            select new UnmeasuredTarget(scenario, variant, target, ReasonOf(scenario, target, failures));
    }

    private static string ReasonOf(ScenarioResults scenario, TargetEntry target, IReadOnlyList<FailureEntry> failures)
    {
        bool IsNeeded(string? peer) => peer == target.RelativeTo || scenario.Peers.Any(p => p.Name == peer && p.Role == PeerRole.Ours);
        return failures.FirstOrDefault(f => f.Peer is not null && IsNeeded(f.Peer)) is { } failure ? failure.Text : NoFigure;
    }
}
