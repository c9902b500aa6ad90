using System.Text;
using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.Reporting;

/// <summary>A report to read.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes it.</summary>
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine($"# {report.Title}").AppendLine();
        foreach (var line in report.Machine)
            text.AppendLine($"* {line}");
        WriteGoals(text, [.. report.Verdicts]);
        foreach (var (scenario, tables) in report.Parts)
        {
            text.AppendLine().AppendLine($"## {scenario.Title}").AppendLine().AppendLine(scenario.Remark);
            foreach (var table in tables)
                WriteTable(text, scenario.Ours, table);
        }

        return text.ToString();
    }

    private static void WriteGoals(StringBuilder text, IReadOnlyList<Verdict> verdicts)
    {
        if (verdicts.Count == 0)
            return;
        text.AppendLine().AppendLine("## Goals").AppendLine();
        text.AppendLine("| scenario | goal | measured | |").AppendLine("|---|---|---|---|");
        foreach (var verdict in verdicts)
            text.AppendLine($"| {verdict.Table.Scenario}: {verdict.Table.Variant} | {verdict.GoalText} | {verdict.MeasuredText} | {(verdict.IsReached ? "reached" : "**missed**")} |");
    }

    private static void WriteTable(StringBuilder text, string ours, Table table)
    {
        text.AppendLine().AppendLine($"**{table.Variant}**").AppendLine();
        text.AppendLine($"| |{string.Concat(table.Metrics.Select(static m => $" {m.Name}{(m.Unit.Length > 0 ? $", {m.Unit}" : "")} |"))}");
        text.AppendLine($"|---|{string.Concat(table.Metrics.Select(static _ => "---|"))}");
        foreach (var peer in table.Peers)
            text.AppendLine($"| {peer} |{string.Concat(table.Metrics.Select(m => $" {Cell(table, ours, peer, m)} |"))}");
    }

    /// <summary>The figure, and what part it is of ours in the same rounds.</summary>
    private static string Cell(Table table, string oursName, string peer, Metric metric)
    {
        if (table.Find(peer, metric) is not { } series)
            return "";
        var text = Figures.Text(series, metric.Format);
        if (peer == oursName || metric == Metric.Others || table.Find(oursName, metric) is not { } ours)
            return text;
        return $"{text}; ours {Figures.Number(ours.DividedBy(series).Median, "0.00")} ×";
    }
}
