using System.Text.RegularExpressions;
using Connectivity.LoadTest.Results;
using CsCheck;
using Xunit;

namespace Connectivity.LoadTest.Tests.Results;

public class ResultsFileTests
{
    private static readonly LoadResults Results = Sample.Results(Sample.Scenario(
        new VariantResults("4 connections", [Sample.Cost(Sample.Ours, 0.1, 0.2, 0.3), Sample.Rate(Sample.Fast, 100)], [new LatencyEntry(Sample.Ours, [1.5, 2.25], [10, 1])])) with
    {
        Targets = [new TargetEntry("4 connections", "CPU", 0.85, Sample.Fast), new TargetEntry(null, "throughput", 300, null)],
    }) with
    {
        Failures = [new FailureEntry("tunnel", "idle", "It did not \"start\"."), new FailureEntry("gateway", "bulk", "round 2: gone", Sample.Fast)],
    };

    [Fact]
    public void What_is_written_is_read_back()
    {
        var read = ResultsFile.Read(ResultsFile.Write(Results));
        Assert.Equal(ResultsFile.Write(Results), ResultsFile.Write(read));
        Assert.Equal([0.1, 0.2, 0.3], read.Scenarios[0].Variants[0].Find(Sample.Ours, "CPU")!.Rounds);
        Assert.Equal(2.25, read.Scenarios[0].Variants[0].Latencies[0].Percentile(99.9));
        Assert.Equal(Results.Failures, read.Failures);
    }

    [Fact]
    public void Every_number_comes_back_as_it_was() => Gen.Double.Where(double.IsFinite).Array[1, 8].Sample(rounds =>
    {
        var results = Sample.Results(Sample.Scenario(Sample.Variant("v", Sample.Cost(Sample.Ours, rounds))));
        Assert.Equal(rounds, ResultsFile.Read(ResultsFile.Write(results)).Scenarios[0].Variants[0].Figures[0].Rounds);
    });

    [Fact]
    public void Rounds_of_a_figure_stand_on_one_line() => Assert.Contains("[0.1, 0.2, 0.3]", ResultsFile.Write(Results), StringComparison.Ordinal);

    [Fact]
    public void A_failure_without_a_peer_is_of_the_whole_scenario()
    {
        var whole = Results.Failures.Take(1).ToArray();
        var text = ResultsFile.Write(Results with { Failures = whole });
        var without = Regex.Replace(text, """,\s*"peer": null""", "", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEqual(text, without);
        Assert.Equal(whole, ResultsFile.Read(without).Failures);
    }

    [Theory]
    [InlineData("\"title\"", "\"titel\"")]
    [InlineData("\"schema\": 1", "\"schema\": 2")]
    [InlineData("[0.1, 0.2, 0.3]", "[0.1, \"x\"]")]
    [InlineData("[0.1, 0.2, 0.3]", "7")]
    [InlineData("\"role\": \"Ours\"", "\"role\": \"Theirs\"")]
    [InlineData("\"date\": \"2026-01-02\",", "")]
    public void What_is_no_results_file_is_refused(string what, string instead)
    {
        var text = ResultsFile.Write(Results);
        Assert.Contains(what, text, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ResultsFile.Read(text.Replace(what, instead, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_percentile_is_the_first_interval_that_so_many_do_not_exceed()
    {
        var latencies = new LatencyEntry("p", [10, 20, 30], [50, 49, 1]);
        Assert.Equal(10, latencies.Percentile(50));
        Assert.Equal(20, latencies.Percentile(51));
        Assert.Equal(20, latencies.Percentile(99));
        Assert.Equal(30, latencies.Percentile(99.5));
        Assert.Equal(0, new LatencyEntry("p", [], []).Percentile(50));
    }
}
