using System.Text;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>All targets beside what was measured.</summary>
internal static class TargetsTable
{
    /// <summary>Writes it, with those at the end that nothing was measured for; nothing when there are no targets.</summary>
    public static void Write(StringBuilder text, LoadResults results, PageLinks links)
    {
        var verdicts = results.Scenarios.SelectMany(TargetVerdict.Of).ToArray();
        var unmeasured = results.Scenarios.SelectMany(s => UnmeasuredTarget.Of(s, results.FailuresOf(s))).ToArray();
        if (verdicts.Length + unmeasured.Length == 0)
            return;
        text.AppendLine().AppendLine("## Targets").AppendLine();
        WriteSummary(text, verdicts, unmeasured.Length, links);
        text.AppendLine().AppendLine("| scenario | target | measured | |").AppendLine("|---|---|---|---|");
        foreach (var verdict in verdicts)
            WriteRow(text, verdict.Scenario, verdict.Variant, verdict.TargetText, verdict.MeasuredText, Word(verdict, links));
        foreach (var target in unmeasured)
            WriteRow(text, target.Scenario, target.Variant, target.TargetText, "", Markdown.Escape($"not measured: {target.Reason}"));
    }

    private static void WriteSummary(StringBuilder text, TargetVerdict[] verdicts, int unmeasured, PageLinks links)
    {
        var (reached, all) = (verdicts.Count(static v => v.IsReached), verdicts.Length + unmeasured);
        text.Append(reached == all ? $"All {reached} are reached" : $"{reached} of {all} are reached");
        text.AppendLine(unmeasured > 0 ? $", {unmeasured} not measured." : ".");
        if (reached < verdicts.Length && links.Reasons.Length > 0)
            text.AppendLine($"What keeps the others is written in [{Path.GetFileName(links.Reasons)}]({links.Reasons}).");
    }

    private static void WriteRow(StringBuilder text, ScenarioResults scenario, VariantResults variant, string target, string measured, string word) =>
        text.AppendLine($"| {Markdown.Escape($"{scenario.Heading}, {variant.Name}")} | {Markdown.Escape(target)} | {measured} | {word} |");

    private static string Word(TargetVerdict verdict, PageLinks links) =>
        verdict.IsReached || links.Reasons.Length == 0 ? verdict.Word : $"{verdict.Word} ([why]({links.Reasons}))";
}
