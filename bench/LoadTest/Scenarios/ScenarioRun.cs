using System.Diagnostics;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Setting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>Measures a scenario: all its peers stand side by side, and take turns within each round.</summary>
internal static class ScenarioRun
{
    // What was broken off at the end of one measurement is not to disturb the next: bytes under way may be gigabytes where there are many connections.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MaxBetween = TimeSpan.FromSeconds(10);
    private const double QuietShare = 0.05;

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
            // Each is first in its turn, so that none always comes behind the same.
            foreach (var peer in peers.Skip((round - 1) % peers.Count).Concat(peers.Take((round - 1) % peers.Count)))
            {
                readings[peer.Name] = Measure(scenario, variant, peer, level);
                Settle(peer, Between < level.Window ? Between : level.Window);
            }

            scenario.Compare(readings);
            foreach (var (peer, reading) in readings)
                table.Add(peer, reading);
        }

        return table;
    }

    /// <summary>Waits until a peer does nothing any more.</summary>
    private static void Settle(Peer peer, TimeSpan between)
    {
        var started = Stopwatch.GetTimestamp();
        double used;
        do
        {
            var before = peer.Ends.Sum(ProcessTime.OfTree);
            Thread.Sleep(between);
            used = peer.Ends.Sum(ProcessTime.OfTree) - before;
        }
        while (used > between.TotalSeconds * QuietShare && Stopwatch.GetElapsedTime(started) < MaxBetween);
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
