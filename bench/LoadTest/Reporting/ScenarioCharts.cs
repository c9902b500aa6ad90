using Connectivity.LoadTest.Charts;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A picture beside the page.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Alternative">What it shows, for those who do not see it.</param>
/// <param name="Svg">The picture.</param>
internal sealed record ChartFile(string Name, string Alternative, string Svg);

/// <summary>Which charts a scenario has: ratios where ours has a peer, distributions where latencies were kept, and costs against scale where variants differ in a number.</summary>
internal static class ScenarioCharts
{
    private const int MaxBars = 40;
    private const int MaxScales = 4;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChartFile> Of(ScenarioResults scenario) => [.. Ratios(scenario), .. Latencies(scenario), .. Scales(scenario)];

    private static IEnumerable<ChartFile> Ratios(ScenarioResults scenario)
    {
        var bars = CostRatio.ToBestPeers(scenario).Concat(CostRatio.OfTargets(scenario)).DistinctBy(static r => (r.Variant, r.Ours.Metric, r.Theirs.Peer))
            .OrderBy(r => scenario.Variants.TakeWhile(v => v.Name != r.Variant).Count()).ThenBy(static r => r.Ours.Better == BetterWay.Less)
            .Select(r => Bar(scenario, r)).Take(MaxBars).ToArray();
        if (bars.Length == 0)
            yield break;
        var title = $"{scenario.Heading}, beside peers";
        yield return new ChartFile($"{Stem(scenario)}-ratios.svg", title, RatioBars.Draw(title, bars));
    }

    /// <summary>A target that is relative to a peer is drawn where its bar is one to that peer.</summary>
    private static RatioBar Bar(ScenarioResults scenario, CostRatio ratio)
    {
        var target = scenario.Targets.FirstOrDefault(t =>
            t.Metric == ratio.Ours.Metric && (t.Variant is null || t.Variant == ratio.Variant) && (t.RelativeTo == TargetEntry.BestPeer || t.RelativeTo == ratio.Theirs.Peer));
        var bound = ratio.Ours.Better == BetterWay.More ? 1 / target?.Bound : target?.Bound;
        var label = $"{ratio.Variant}: {ratio.Ours.Metric} / {ratio.Theirs.Peer}";
        return new RatioBar(label, ratio.Series.Median, ratio.Series.Least, ratio.Series.Greatest, bound);
    }

    private static IEnumerable<ChartFile> Latencies(ScenarioResults scenario)
    {
        for (var i = 0; i < scenario.Variants.Count; i++)
        {
            var lines = LatencyLines.Of(scenario, scenario.Variants[i]);
            if (lines.Count == 0)
                continue;
            var title = $"{scenario.Heading}, {scenario.Variants[i].Name}: latency by percentile";
            yield return new ChartFile($"{Stem(scenario)}-latency-{i + 1}.svg", title, LatencyCurves.Draw(title, lines));
        }
    }

    private static IEnumerable<ChartFile> Scales(ScenarioResults scenario)
    {
        var number = 0;
        foreach (var scale in ScaleLines.Of(scenario).Take(MaxScales))
        {
            var title = $"{scenario.Heading}: {scale.Metric} against {scale.OfWhat}";
            yield return new ChartFile($"{Stem(scenario)}-scale-{++number}.svg", title, ScaleCurves.Draw(title, scale.Unit, scale.OfWhat, scale.Lines));
        }
    }

    private static string Stem(ScenarioResults scenario) =>
        string.Concat($"{scenario.Family}-{scenario.Name}".ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
