using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Scenarios;
using Connectivity.LoadTest.Scenarios.Gateway;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest;

/// <summary><c>gateway</c>: the gateway beside HAProxy, nginx and the direct path.</summary>
internal static class GatewayCommand
{
    private const string Title = "Performance of the gateway";
    private const int Rounds = 3;

    private static readonly Scenario[] All = [new GatewayBulkScenario(), new GatewayDialScenario(), new GatewayEchoScenario()];

    /// <summary>Names of the scenarios.</summary>
    public static IEnumerable<string> Names => All.Select(static s => s.Name);

    /// <summary>Measures, and writes the report to standard output and where it is wanted.</summary>
    public static void Run(CommandLine wanted)
    {
        var published = Prerequisites.Bring(wanted.Published);
        var window = TimeSpan.FromSeconds(wanted.Quick ? 0.5 : 1.5);
        var rounds = wanted.Rounds ?? (wanted.Quick ? 1 : Rounds);
        using var bench = new Bench(published);
        var level = new LoadLevel(TimeSpan.FromMilliseconds(wanted.Quick ? 200 : 500), window);
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
