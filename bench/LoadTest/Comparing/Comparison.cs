using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Comparing;

/// <summary>Two runs beside each other.</summary>
/// <param name="Changes">All figures that both have.</param>
/// <param name="OnlyEarlier">Names of what only the earlier one has.</param>
/// <param name="OnlyLater">Names of what only the later one has.</param>
internal sealed record Comparison(IReadOnlyList<Change> Changes, IReadOnlyList<string> OnlyEarlier, IReadOnlyList<string> OnlyLater)
{
    /// <summary>Compares them.</summary>
    public static Comparison Of(LoadResults earlier, LoadResults later)
    {
        var (before, after) = (Figures(earlier), Figures(later));
        var changes = after.Where(f => before.ContainsKey(f.Key)).Select(f => new Change(f.Value.Scenario, f.Value.Variant, before[f.Key].Figure, f.Value.Figure));
        return new Comparison([.. changes], [.. before.Keys.Except(after.Keys)], [.. after.Keys.Except(before.Keys)]);
    }

    /// <summary>Figures of ours that are worse by more than so many percent, and not by noise.</summary>
    public IEnumerable<Change> WorseThan(double percent) => Changes.Where(c => c.IsOurs && c.Kind == ChangeKind.Worse && c.WorseByPercent > percent);

    private static Dictionary<string, (ScenarioResults Scenario, string Variant, Figure Figure)> Figures(LoadResults results)
    {
        var figures = new Dictionary<string, (ScenarioResults, string, Figure)>();
        foreach (var scenario in results.Scenarios)
        {
            foreach (var variant in scenario.Variants)
            {
                foreach (var figure in variant.Figures)
                    figures[$"{scenario.Family} {scenario.Name}: {variant.Name}, {figure.Peer}, {figure.Metric}"] = (scenario, variant.Name, figure);
            }
        }

        return figures;
    }
}
