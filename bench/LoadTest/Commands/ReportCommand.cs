using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Commands;

/// <summary><c>report</c>: measures everything, or takes what was measured, and renews the committed report.</summary>
internal static class ReportCommand
{
    private const string Title = "Performance report";
    private const string Page = "README.md";
    private const string Results = "results.json";
    private const string Configurations = "Configurations";

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 1 when a scenario, or a peer in it, has failed.</returns>
    public static int Run(IReadOnlyList<string> words)
    {
        var wanted = ReportOptions.Parse(words);
        var results = wanted.From is { } from ? ResultsFile.Load(from) : FamilyRun.Run(Title, Family.All, wanted.Measure);
        var root = Prerequisites.Root();
        var folder = wanted.Folder ?? Path.Combine(root, "bench", "report");
        WriteTo(folder, results, LinksFrom(folder, root, results.HasPeers));
        Progress.Say($"written: {Path.Combine(folder, Page)}");
        return results.Failures.Count == 0 ? 0 : 1;
    }

    /// <summary>Writes page, pictures and results into a folder; pictures of an earlier page go.</summary>
    public static void WriteTo(string folder, LoadResults results, PageLinks links)
    {
        Directory.CreateDirectory(folder);
        var charts = results.Scenarios.ToDictionary(static s => s, ScenarioCharts.Of);
        foreach (var old in Directory.EnumerateFiles(folder, "*.svg"))
            File.Delete(old);
        foreach (var chart in charts.Values.SelectMany(static c => c))
            File.WriteAllText(Path.Combine(folder, chart.Name), chart.Svg);
        File.WriteAllText(Path.Combine(folder, Results), ResultsFile.Write(results));
        File.WriteAllText(Path.Combine(folder, Page), ReportPage.Write(results, links, s => charts[s]));
    }

    private static PageLinks LinksFrom(string folder, string root, bool hasPeers)
    {
        string To(params string[] path) => Path.GetRelativePath(folder, Path.Combine([root, .. path]));
        return new PageLinks(
            $"""
            Written by `dotnet run --project bench/LoadTest -c Release -- report`, from nothing but [{Results}]({Results}), which has every figure of every round
            and all latencies. How it measures, and how to run it on a machine of one's own: [docs/load-test.md]({To("docs", "load-test.md")}).
            """,
            To("docs", "performance.md"),
            hasPeers ? Peers(root, To) : "");
    }

    /// <summary>Leads to every file that configures a peer.</summary>
    private static string Peers(string root, Func<string[], string> to)
    {
        string[] folder = ["bench", "LoadTest", "Peers"];
        var files = Directory.EnumerateFiles(Path.Combine([root, .. folder, Configurations])).Select(static f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
        return $"""
            {string.Join(", ", files.Select(f => $"[{f}]({to([.. folder, Configurations, f])})"))}; those of the tunnel's peers, some of which are command lines, stand in the files that start
            them: [bench/LoadTest/Peers]({to(folder)}). The load is in [bench/LoadTest/Scenarios]({to(["bench", "LoadTest", "Scenarios"])}).
            """;
    }
}
