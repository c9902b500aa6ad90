using System.Diagnostics;
using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Peers;
using Connectivity.LoadTest.Reporting;

namespace Connectivity.LoadTest.Scenarios;

/// <summary>
/// Measures a scenario: all its peers stand side by side, and take turns within each round. A peer that fails takes part no longer, and loses its figures of the
/// variant that it failed in; the others go on.
/// </summary>
internal sealed class ScenarioRun
{
    // What was broken off at the end of one measurement is not to disturb the next: bytes under way may be gigabytes where there are many connections.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MaxBetween = TimeSpan.FromSeconds(10);
    private const double QuietShare = 0.05;

    private readonly Scenario _scenario;
    private readonly LoadLevel _level;
    private readonly List<Peer> _standing = [];
    private readonly List<PeerFailure> _failures = [];

    private ScenarioRun(Scenario scenario, LoadLevel level) => (_scenario, _level) = (scenario, level);

    /// <summary>Measures it.</summary>
    /// <param name="scenario">What is measured.</param>
    /// <param name="cases">Which of its variants.</param>
    /// <param name="peers">Who takes part; none is started yet, and all have ended afterwards.</param>
    /// <param name="level">How long.</param>
    /// <param name="rounds">How often, unless the scenario wants fewer or more.</param>
    public static ScenarioOutcome Run(Scenario scenario, IReadOnlyList<string> cases, IReadOnlyList<Peer> peers, LoadLevel level, int rounds)
    {
        var run = new ScenarioRun(scenario, level);
        try
        {
            foreach (var peer in peers)
                run.Start(peer);
            var tables = cases.Select(v => run.RunCase(v, scenario.RoundsOf(v, rounds))).ToArray();
            return new ScenarioOutcome([.. peers.Select(static p => p.Name)], tables, run._failures);
        }
        finally
        {
            foreach (var peer in run._standing)
                peer.Dispose();
        }
    }

    private void Start(Peer peer)
    {
        _standing.Add(peer);
        Try(peer, "start", () =>
        {
            _scenario.Prepare(peer);
            peer.Start();
        });
    }

    private Table RunCase(string variant, int rounds)
    {
        var readings = new List<Dictionary<string, Reading>>();
        for (var round = 1; round <= rounds && _standing.Count > 0; round++)
        {
            Progress.Say($"{_scenario.Name}, {variant}, round {round} of {rounds}");
            var read = new Dictionary<string, Reading>();
            // Each is first in its turn, so that none always comes behind the same.
            var (turns, first) = (_standing.ToArray(), (round - 1) % _standing.Count);
            foreach (var peer in turns.Skip(first).Concat(turns.Take(first)))
            {
                Try(peer, $"{variant}, round {round}", () =>
                {
                    read[peer.Name] = Measure(variant, peer);
                    Settle(peer, Between < _level.Warmup ? Between : _level.Warmup);
                });
            }

            readings.Add(read);
        }

        return Tabulate(variant, readings);
    }

    /// <summary>Ratios are taken round by round: a figure has a value in each of them, or there is none.</summary>
    private Table Tabulate(string variant, List<Dictionary<string, Reading>> rounds)
    {
        var table = new Table(_scenario.Name, variant);
        foreach (var round in rounds)
        {
            foreach (var failure in _failures)
                round.Remove(failure.Peer);
            _scenario.Compare(round);
            foreach (var (peer, reading) in round)
                table.Add(peer, reading);
        }

        return table;
    }

    private Reading Measure(string variant, Peer peer)
    {
        var reading = _scenario.Measure(peer, variant, _level);
        Progress.Say($"  {peer.Name}: {string.Join(", ", reading.Select(static r => $"{r.Key.Name} {Figures.Number(r.Value, r.Key.Format)} {r.Key.Unit}"))}");
        return reading;
    }

    /// <summary>Does something with a peer that stands; after a failure it does not.</summary>
    private void Try(Peer peer, string when, Action what)
    {
        try
        {
            what();
        }
        catch (Exception e)
        {
            Progress.Say($"  {peer.Name} has failed and takes part no longer: {e}\n{peer.Said}");
            _failures.Add(new PeerFailure(peer.Name, $"{when}: {PeerFailure.InOneLine(e)}"));
            _standing.Remove(peer);
            peer.Dispose();
        }
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
}
