using System.Globalization;
using System.Text.RegularExpressions;
using Connectivity.LoadTest.Charts;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A cost against how much there is of something.</summary>
/// <param name="Metric">The cost.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="OfWhat">The variants' name, with n for the number in which they differ.</param>
/// <param name="Lines">A line for each peer, ours first.</param>
internal sealed partial record ScaleLines(string Metric, string Unit, string OfWhat, IReadOnlyList<PlotLine> Lines)
{
    /// <summary>All costs for which there are variants that differ in one number only.</summary>
    public static IEnumerable<ScaleLines> Of(ScenarioResults scenario)
    {
        var scales = scenario.Variants
            .Select(static v => (Variant: v, Match: Count().Match(v.Name)))
            .Where(static v => v.Match.Success)
            .GroupBy(static v => Template(v.Variant.Name))
            .Where(static g => g.Count() > 1);
        foreach (var scale in scales)
        {
            var counted = scale.Select(static v => (Number(v.Match), v.Variant)).OrderBy(static v => v.Item1).ToArray();
            foreach (var cost in counted.SelectMany(static v => v.Variant.Figures).Where(static f => f.Better == BetterWay.Less).DistinctBy(static f => f.Metric))
            {
                var lines = LinesOf(scenario, counted, cost.Metric);
                if (lines.Count > 0)
                    yield return new ScaleLines(cost.Metric, cost.Unit, Count().Replace(counted[^1].Variant.Name, "n", 1), lines);
            }
        }
    }

    private static IReadOnlyList<PlotLine> LinesOf(ScenarioResults scenario, IReadOnlyList<(double Count, VariantResults Variant)> counted, string metric) =>
    [
        .. scenario.PeersOursFirst.Select((p, number) => new PlotLine(p.Name, number, PointsOf(counted, p.Name, metric))).Where(static l => l.Points.Count > 1),
    ];

    private static IReadOnlyList<(double X, double Y)> PointsOf(IReadOnlyList<(double Count, VariantResults Variant)> counted, string peer, string metric) =>
        [.. counted.Select(v => (X: v.Count, Y: v.Variant.Find(peer, metric)?.Series.Median ?? 0)).Where(static p => p.Y > 0)];

    /// <summary>"download, 1 stream" and "download, 16 streams" are the same but for the number.</summary>
    private static string Template(string variant) => Plural().Replace(Count().Replace(variant, "n", 1), "");

    private static double Number(Match match) => double.Parse(match.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?![\w.])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Count();

    [GeneratedRegex(@"(?<=\w\w)s(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Plural();
}
