using Connectivity.LoadTest.Measuring;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Connectivity.LoadTest.Scenarios;
using Connectivity.LoadTest.Setting;
using Xunit;

namespace Connectivity.LoadTest.Tests.Scenarios;

public sealed class ScenarioRunTests : IDisposable
{
    private const int Rounds = 3;

    private static readonly LoadLevel Level = new(TimeSpan.Zero, TimeSpan.Zero);

    private readonly Bench _bench = new("");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void All_are_measured_in_every_round_and_each_is_first_in_its_turn()
    {
        var scenario = new StubScenario(static (_, _) => 1);
        var outcome = Run(scenario);
        Assert.Empty(outcome.Failures);
        Assert.All(outcome.Tables, static t => Assert.All(t.Peers, p => Assert.Equal(Rounds, t.Find(p, Metric.Throughput)!.Values.Count)));
        Assert.Equal([Sample.Direct, Sample.Ours, Sample.Slow], scenario.Measured.Where((_, i) => i % 3 == 0).Take(Rounds).Select(static m => m["few ".Length..]));
    }

    [Fact]
    public void A_peer_that_fails_in_a_round_loses_its_figures_and_nobody_else_loses_any()
    {
        var round = 0;
        var scenario = new StubScenario((peer, variant) => peer == Sample.Slow && variant == StubScenario.Many && ++round == 2 ? throw new IOException("no more\nof it", new TimeoutException("Late.")) : 1);
        var outcome = Run(scenario);
        Assert.Equal([new PeerFailure(Sample.Slow, "many, round 2: no more: Late")], outcome.Failures);
        Assert.Equal([Sample.Direct, Sample.Ours, Sample.Slow], outcome.Peers);
        Assert.Equal([Sample.Direct, Sample.Ours, Sample.Slow], outcome.Tables[0].Peers);
        Assert.Equal([Sample.Direct, Sample.Ours], outcome.Tables[1].Peers);
        Assert.All(outcome.Tables[1].Peers, p => Assert.Equal(Rounds, outcome.Tables[1].Find(p, Metric.Throughput)!.Values.Count));
    }

    [Fact]
    public void Who_has_failed_is_not_asked_again()
    {
        var scenario = new StubScenario(static (peer, _) => peer == Sample.Slow ? throw new IOException() : 1);
        Run(scenario);
        Assert.Equal([$"few {Sample.Slow}"], scenario.Measured.Where(static m => m.EndsWith(Sample.Slow, StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_of_a_variant_is_compared_with_a_peer_that_fails_in_it()
    {
        var round = 0;
        var outcome = Run(new StubScenario((peer, _) => peer == Sample.Direct && ++round == 2 ? throw new IOException() : 1));
        Assert.Null(outcome.Tables[0].Find(Sample.Ours, Metric.MedianAdded));
        Assert.Equal(Rounds, outcome.Tables[0].Find(Sample.Ours, Metric.Throughput)!.Values.Count);
    }

    [Fact]
    public void A_peer_that_does_not_start_is_named_and_the_others_are_measured()
    {
        var outcome = Run(new StubScenario(static (_, _) => 1), new InvalidOperationException("nginx does not serve:\nwhat it said"));
        Assert.Equal([new PeerFailure(Sample.Slow, "start: nginx does not serve")], outcome.Failures);
        Assert.All(outcome.Tables, static t => Assert.Equal([Sample.Direct, Sample.Ours], t.Peers));
    }

    [Fact]
    public void When_all_fail_every_target_is_there_and_none_is_reached()
    {
        var outcome = Run(new StubScenario(static (_, _) => throw new IOException("gone")));
        Assert.Equal(3, outcome.Failures.Count);
        var page = PageOf(outcome);
        Assert.Contains("0 of 4 are reached, 4 not measured.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("| reached", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_need_the_peer_that_failed_are_not_measured_and_say_why()
    {
        var page = PageOf(Run(new StubScenario(static (peer, variant) => peer == Sample.Slow && variant == StubScenario.Many ? throw new IOException("gone") : 20)));
        Assert.Contains("3 of 4 are reached, 1 not measured.", page, StringComparison.Ordinal);
        Assert.Contains("| gateway: stub, many | throughput ≥ 1 × nginx & co |  | not measured: nginx & co: many, round 1: gone |", page, StringComparison.Ordinal);
        Assert.Contains("* gateway stub: nginx & co: many, round 1: gone", page, StringComparison.Ordinal);
        Assert.Contains("| gateway: stub, few | throughput ≥ 1 × nginx & co | 1.00 ", page, StringComparison.Ordinal);
    }

    private ScenarioOutcome Run(StubScenario scenario, Exception? startFailure = null) =>
        ScenarioRun.Run(scenario, scenario.Cases, [new StubPeer(_bench, Sample.Direct), new StubPeer(_bench, Sample.Ours), new StubPeer(_bench, Sample.Slow, startFailure)], Level, Rounds);

    private static string PageOf(ScenarioOutcome outcome)
    {
        var scenario = ResultsOf.Scenario("gateway", new StubScenario(static (_, _) => 0), Level, outcome);
        var results = Sample.Results(scenario) with { Failures = [.. outcome.Failures.Select(static f => new FailureEntry("gateway", "stub", f.Problem, f.Peer))] };
        return ReportPage.Write(ResultsFile.Read(ResultsFile.Write(results)), PageLinks.None, ScenarioCharts.Of);
    }
}
