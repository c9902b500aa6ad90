using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Measures a scenario: all its peers stand side by side, and take turns within each round.</summary>
internal static class ScenarioRun
{
    // What was broken off at the end of one measurement is not to disturb the next.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures it.</summary>
    public static IReadOnlyList<Table> Run(Scenario scenario, Bench bench, LoadLevel level, int rounds)
    {
        var peers = new List<Peer>();
        try
        {
            foreach (var kind in scenario.Peers)
            {
                var peer = kind.Make(bench, scenario.Path);
                peers.Add(peer);
                scenario.Prepare(peer);
                peer.Start();
            }

            return [.. scenario.Cases.Select(v => RunCase(scenario, v, peers, level, Math.Min(rounds, scenario.MaxRounds)))];
        }
        finally
        {
            foreach (var peer in peers)
                peer.Dispose();
        }
    }

    private static Table RunCase(Scenario scenario, string variant, IReadOnlyList<Peer> peers, LoadLevel level, int rounds)
    {
        var table = new Table(scenario.Name, variant);
        for (var round = 1; round <= rounds; round++)
        {
            Progress.Say($"{scenario.Name}, {variant}, round {round} of {rounds}");
            var readings = new Dictionary<string, Reading>();
            foreach (var peer in peers)
            {
                readings[peer.Name] = Measure(scenario, variant, peer, level);
                Thread.Sleep(Between < level.Window ? Between : level.Window);
            }

            scenario.Compare(readings);
            foreach (var (peer, reading) in readings)
                table.Add(peer, reading);
        }

        return table;
    }

    private static Reading Measure(Scenario scenario, string variant, Peer peer, LoadLevel level)
    {
        try
        {
            var reading = scenario.Measure(peer, variant, level);
            Progress.Say($"  {peer.Name}: {string.Join(", ", reading.Select(static r => $"{r.Key.Name} {Figures.Number(r.Value, r.Key.Format)} {r.Key.Unit}"))}");
            return reading;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{scenario.Name}, {variant}, {peer.Name}: {e.Message}\n{peer.Said}", e);
        }
    }
}
