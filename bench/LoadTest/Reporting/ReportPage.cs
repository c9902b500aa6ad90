using System.Text;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Reporting;

/// <summary>Results as a page to read. Every verdict in it is worked out from the figures: nothing has to be written anew when they change.</summary>
internal static class ReportPage
{
    private const string AboutRatios = """
        Figures are medians over the rounds (least–greatest). "ours … ×" is our figure divided by that row's, round by round, and the median of that. "others" is
        the part of the machine that something else used meanwhile. CPU is what the kernel accounts to the processes, their children included. Ratios between peers of one
        run are results; absolute rates say as much about the machine.

        Bars are ours ÷ peer for costs and latencies and peer ÷ ours for rates, so that left of 1 is better: each figure beside the peer that is best at it, and beside those that its
        targets name.
        """;

    /// <summary>Writes it.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="links">What surrounds the page: where it stands, and what it leads to.</param>
    /// <param name="charts">The pictures of each scenario that stand beside the page; none for a page without.</param>
    public static string Write(LoadResults results, PageLinks links, Func<ScenarioResults, IReadOnlyList<ChartFile>> charts)
    {
        var text = new StringBuilder();
        text.AppendLine($"# {results.Title}").AppendLine();
        if (links.Introduction.Length > 0)
            text.AppendLine(links.Introduction).AppendLine();
        WriteMachine(text, results);
        WriteFailures(text, results.Failures);
        TargetsTable.Write(text, results, links);
        foreach (var scenario in results.Scenarios)
            ScenarioSection.Write(text, scenario, results.FailuresOf(scenario), charts(scenario));
        if (links.Peers.Length > 0)
            text.AppendLine().AppendLine("## Configuration of the peers").AppendLine().AppendLine(links.Peers);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void WriteMachine(StringBuilder text, LoadResults results)
    {
        var (machine, run) = (results.Machine, results.Run);
        if (run.Quick)
            text.AppendLine("> A quick run: it shows whether everything works. Its windows are too short for its figures to be repeated in words.").AppendLine();
        text.AppendLine("| | |").AppendLine("|---|---|");
        text.AppendLine($"| measured | {results.Date}, {Duration(run.DurationSeconds)} in all |");
        text.AppendLine($"| machine | {machine.Processors} × {Markdown.Escape(machine.Processor)}, {Figures.Number(machine.MemoryBytes / 1e9, "0.0")} GB |");
        text.AppendLine($"| system | {Markdown.Escape(machine.System)}, kernel {Markdown.Escape(machine.Kernel)} |");
        text.AppendLine($"| versions | {string.Join("; ", results.Versions.Select(static v => Markdown.Escape($"{v.Name} {v.Version}")))} |");
        text.AppendLine($"| rounds | {run.Rounds}: {run.How} |");
        text.AppendLine($"| window | {string.Join("; ", results.Scenarios.Select(Window).Distinct())} |");
        if (results.HasPeers)
            text.AppendLine().AppendLine(AboutRatios);
    }

    private static void WriteFailures(StringBuilder text, IReadOnlyList<FailureEntry> failures)
    {
        if (failures.Count == 0)
            return;
        text.AppendLine().AppendLine("## Not measured").AppendLine();
        foreach (var failure in failures)
            text.AppendLine($"* {Markdown.Escape($"{failure.Family} {failure.Scenario}: {failure.Text}")}");
    }

    private static string Window(ScenarioResults scenario) =>
        $"{scenario.Family}: {Figures.Number(scenario.WindowSeconds, "0.##")} s a figure after {Figures.Number(scenario.WarmupSeconds, "0.##")} s of warm-up";

    private static string Duration(double seconds) => seconds < 90 ? $"{Figures.Number(seconds, "0")} s" : $"{Figures.Number(seconds / 60, "0")} min";
}

/// <summary>What surrounds a page of results.</summary>
/// <param name="Introduction">Its first paragraph.</param>
/// <param name="Reasons">Where it is written why a target is missed, from where the page stands; empty for nowhere.</param>
/// <param name="Peers">Where the peers' configuration is.</param>
internal sealed record PageLinks(string Introduction, string Reasons, string Peers)
{
    /// <summary>A page that stands alone.</summary>
    public static PageLinks None { get; } = new("", "", "");
}
