using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Connectivity.LoadTest.Scenarios;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Commands;

/// <summary>Measures scenarios of families on this machine.</summary>
internal static class FamilyRun
{
    private const int Rounds = 3;
    private const string HowRounds = "in each the peers take turns";

    /// <summary>Measures them. What fails, a scenario or a peer in it, is told of in the results, and does not keep the others from being measured.</summary>
    public static LoadResults Run(string title, IReadOnlyList<Family> families, MeasureOptions wanted)
    {
        var started = Stopwatch.GetTimestamp();
        var rounds = wanted.Rounds ?? (wanted.Quick ? 1 : Rounds);
        var chosen = families.SelectMany(static f => f.Scenarios.Select(s => (Family: f, Scenario: s))).Where(c => wanted.Only is null || wanted.Only == c.Scenario.Name);
        var (done, failures) = MeasureAll([.. chosen], rounds, wanted);
        return new LoadResults
        {
            Schema = LoadResults.CurrentSchema,
            Title = title,
            Date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine = MachineReader.Read(),
            Versions = VersionReader.OfAll(Prerequisites.Root(), wanted.Published),
            Run = new RunFacts(HowRounds, rounds, wanted.Quick, Stopwatch.GetElapsedTime(started).TotalSeconds),
            Scenarios = done,
            Failures = failures,
        };
    }

    private static (IReadOnlyList<ScenarioResults> Done, IReadOnlyList<FailureEntry> Failures) MeasureAll(
        IReadOnlyList<(Family Family, Scenario Scenario)> chosen, int rounds, MeasureOptions wanted)
    {
        var published = Prerequisites.Bring(wanted.Published);
        using var bench = new Bench(published);
        using var interruption = new Interruption(bench);
        var (done, failures) = (new List<ScenarioResults>(), new List<FailureEntry>());
        foreach (var (number, (family, scenario)) in chosen.Index())
        {
            Progress.Say($"[{number + 1} of {chosen.Count}] {family.Name} {scenario.Name}: {scenario.Title}");
            try
            {
                var (level, cases) = wanted.Quick ? (family.Quick, scenario.QuickCases) : (family.Full, scenario.Cases);
                var outcome = ScenarioRun.Run(scenario, cases, [.. scenario.Peers.Select(k => k.Make(bench, scenario.Path))], level, rounds);
                done.Add(ResultsOf.Scenario(family.Name, scenario, level, outcome));
                failures.AddRange(outcome.Failures.Select(f => new FailureEntry(family.Name, scenario.Name, f.Problem, f.Peer)));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException or SocketException)
            {
                Progress.Say($"failed: {e}");
                failures.Add(new FailureEntry(family.Name, scenario.Name, e.Message.Split('\n')[0]));
            }
        }

        return (done, failures);
    }
}
