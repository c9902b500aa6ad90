using System.Text;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Comparing;

/// <summary>A comparison as a page to read.</summary>
internal static class ComparisonPage
{
    /// <summary>Writes it.</summary>
    public static string Write(LoadResults earlier, LoadResults later, Comparison comparison)
    {
        var text = new StringBuilder();
        text.AppendLine("# Two runs beside each other").AppendLine();
        text.AppendLine("| | A | B |").AppendLine("|---|---|---|");
        WriteRow(text, "measured", earlier, later, static r => r.Date);
        WriteRow(text, "machine", earlier, later, static r => $"{r.Machine.Processors} × {r.Machine.Processor}, kernel {r.Machine.Kernel}");
        WriteRow(text, "versions", earlier, later, static r => string.Join("; ", r.Versions.Select(static v => $"{v.Name} {v.Version}")));
        WriteRow(text, "rounds", earlier, later, static r => $"{r.Run.Rounds}{(r.Run.Quick ? ", quick" : "")}");
        text.AppendLine().AppendLine(Summary(comparison));
        foreach (var scenario in comparison.Changes.GroupBy(static c => c.Scenario.Heading))
            WriteScenario(text, scenario.Key, scenario);
        WriteMissing(text, "Only in A", comparison.OnlyEarlier);
        WriteMissing(text, "Only in B", comparison.OnlyLater);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Summary(Comparison comparison)
    {
        int Count(ChangeKind kind) => comparison.Changes.Count(c => c.Later.Better != BetterWay.Neither && c.Kind == kind);
        return $"{Count(ChangeKind.Better)} figures are better in B, {Count(ChangeKind.Worse)} worse, {Count(ChangeKind.WithinNoise)} within noise: better and worse mean every round of one run "
            + "against every round of the other, where a single round counts as 10 % to either side.";
    }

    private static void WriteScenario(StringBuilder text, string title, IEnumerable<Change> changes)
    {
        text.AppendLine().AppendLine($"## {Markdown.Escape(title)}").AppendLine();
        text.AppendLine("| variant | peer | figure | A | B | B/A | |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var change in changes)
        {
            text.AppendLine(
                $"| {Markdown.Escape(change.Variant)} | {Markdown.Escape(change.Later.Peer)} | {Markdown.Escape(change.Later.Heading)} | {Figures.Text(change.Earlier.Series, change.Earlier.Format)} "
                + $"| {Figures.Text(change.Later.Series, change.Later.Format)} | {(double.IsFinite(change.Ratio) ? Figures.Number(change.Ratio, "0.00") : "∞")} | {Word(change)} |");
        }
    }

    private static string Word(Change change) => change switch
    {
        { Later.Better: BetterWay.Neither } => "",
        { Kind: ChangeKind.Better } => "better",
        { Kind: ChangeKind.Worse } => "**worse**",
        _ => "within noise",
    };

    private static void WriteRow(StringBuilder text, string name, LoadResults earlier, LoadResults later, Func<LoadResults, string> of) =>
        text.AppendLine($"| {name} | {Markdown.Escape(of(earlier))} | {Markdown.Escape(of(later))} |");

    private static void WriteMissing(StringBuilder text, string title, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return;
        text.AppendLine().AppendLine($"## {title}").AppendLine();
        foreach (var name in names)
            text.AppendLine($"* {Markdown.Escape(name)}");
    }
}
