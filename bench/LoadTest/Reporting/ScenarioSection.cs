using System.Text;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>The part of a page about one scenario.</summary>
internal static class ScenarioSection
{
    /// <summary>Writes it.</summary>
    public static void Write(StringBuilder text, ScenarioResults scenario, IReadOnlyList<FailureEntry> failures, IReadOnlyList<ChartFile> charts)
    {
        text.AppendLine().AppendLine($"## {Markdown.Escape(scenario.Heading)}").AppendLine().AppendLine(scenario.Remark);
        if (Summary([.. CostRatio.ToBestPeers(scenario)]) is { Length: > 0 } summary)
            text.AppendLine().AppendLine(summary);
        foreach (var failure in failures)
            text.AppendLine().AppendLine(Markdown.Escape($"Not measured: {failure.Text}."));
        foreach (var chart in charts)
            text.AppendLine().AppendLine($"![{Markdown.Escape(chart.Alternative)}]({chart.Name})");
        foreach (var variant in scenario.Variants.Where(static v => v.Figures.Count > 0))
            FigureTable.Write(text, scenario, variant);
    }

    /// <summary>What the ratios come to, in a sentence or two.</summary>
    public static string Summary(IReadOnlyList<CostRatio> ratios)
    {
        if (ratios.Count == 0)
            return "";
        var worse = ratios.Where(static r => r.IsWorse).ToArray();
        var better = ratios.Count(static r => r.IsBetter);
        var text = new StringBuilder($"Beside the best peer of each figure ours is better in every round in {better} of {ratios.Count}");
        text.Append(worse.Length == 0 ? ", and worse in every round in none." : $", worse in every round in {worse.Length} ({string.Join("; ", worse.Select(Name))}).");
        return text.ToString();
    }

    private static string Name(CostRatio ratio) =>
        Markdown.Escape($"{ratio.Ours.Metric}, {ratio.Variant}: {Figures.Number(ratio.Ours.Series.DividedBy(ratio.Theirs.Series).Median, "0.00")} × that of {ratio.Theirs.Peer}");
}
