using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;

namespace Connectivity.LoadTest.Commands;

/// <summary>A family's name: measures its scenarios, or one of them.</summary>
internal static class MeasureCommand
{
    /// <summary>Measures, and writes the page to standard output and where it is wanted.</summary>
    /// <returns>The exit code: 1 when a scenario, or a peer in it, has failed.</returns>
    public static int Run(Family family, IReadOnlyList<string> words)
    {
        var wanted = MeasureOptions.Parse(words, family);
        var results = FamilyRun.Run(family.Title, [family], wanted);
        ResultsOutput.Write(results, wanted.Json, wanted.Markdown);
        return results.Failures.Count == 0 ? 0 : 1;
    }
}

/// <summary>Where a run's results go.</summary>
internal static class ResultsOutput
{
    /// <summary>Writes the page to standard output, and both to files where they are wanted.</summary>
    public static void Write(LoadResults results, string? json, string? markdown)
    {
        if (json is not null)
            File.WriteAllText(json, ResultsFile.Write(results));
        var page = ReportPage.Write(results, PageLinks.None, static _ => []);
        if (markdown is not null)
            File.WriteAllText(markdown, page);
        Console.Write(page);
    }
}
