using System.Text;

namespace Connectivity.LoadTest.Reporting;

/// <summary>All targets beside what was measured.</summary>
internal static class TargetsTable
{
    /// <summary>Writes it; nothing when there are no targets.</summary>
    public static void Write(StringBuilder text, IReadOnlyList<TargetVerdict> verdicts, PageLinks links)
    {
        if (verdicts.Count == 0)
            return;
        var reached = verdicts.Count(static v => v.IsReached);
        text.AppendLine().AppendLine("## Targets").AppendLine();
        text.AppendLine(reached == verdicts.Count ? $"All {reached} are reached." : $"{reached} of {verdicts.Count} are reached.");
        if (reached < verdicts.Count && links.Reasons.Length > 0)
            text.AppendLine($"What keeps the others is written in [{Path.GetFileName(links.Reasons)}]({links.Reasons}).");
        text.AppendLine().AppendLine("| scenario | target | measured | |").AppendLine("|---|---|---|---|");
        foreach (var verdict in verdicts)
            text.AppendLine($"| {Markdown.Escape($"{verdict.Scenario.Heading}, {verdict.Variant.Name}")} | {Markdown.Escape(verdict.TargetText)} | {verdict.MeasuredText} | {Word(verdict, links)} |");
    }

    private static string Word(TargetVerdict verdict, PageLinks links) =>
        verdict.IsReached || links.Reasons.Length == 0 ? verdict.Word : $"{verdict.Word} ([why]({links.Reasons}))";
}
