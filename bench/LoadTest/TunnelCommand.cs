using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Scenarios;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest;

/// <summary><c>tunnel</c>: the tunnel beside OpenVPN, a plain TLS relay and the direct path.</summary>
internal static class TunnelCommand
{
    private const string Title = "Performance of the tunnel";
    private const int Rounds = 3;

    private static readonly Scenario[] All =
    [
        new BulkScenario(), new DialScenario(), new EchoScenario(), new StallScenario(), new LongPathScenario(), new IdleScenario(), new ResetsScenario(),
    ];

    /// <summary>Names of the scenarios.</summary>
    public static IEnumerable<string> Names => All.Select(static s => s.Name);

    /// <summary>Measures, and writes the report to standard output and where it is wanted.</summary>
    public static void Run(CommandLine wanted)
    {
        var published = Prerequisites.Bring(wanted.Published);
        var window = wanted.Quick ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(2);
        var rounds = wanted.Rounds ?? (wanted.Quick ? 1 : Rounds);
        using var bench = new Bench(published);
        var level = new LoadLevel(TimeSpan.FromMilliseconds(wanted.Quick ? 300 : 700), window);
        var parts = new List<(Scenario, IReadOnlyList<Table>)>();
        foreach (var scenario in All.Where(s => wanted.Only is null || wanted.Only == s.Name))
            parts.Add((scenario, ScenarioRun.Run(scenario, bench, level, rounds)));
        var report = new Report(Title, MachineLines.Get(rounds, window), parts);
        if (wanted.Json is not null)
            JsonReport.Write(report, wanted.Json);
        var text = MarkdownReport.Write(report);
        if (wanted.Markdown is not null)
            File.WriteAllText(wanted.Markdown, text);
        Console.Write(text);
    }
}
