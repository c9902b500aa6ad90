using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.Reporting;

public class ReportPageTests
{
    private static readonly PageLinks Links = new("", "../../docs/performance.md", "");

    [Theory]
    [InlineData(0.5, "| reached |")]
    [InlineData(0.9, "| **missed** by 5.9 % ([why](../../docs/performance.md)) |")]
    [InlineData(2.0, "| **missed**: 2.4 × as much ([why](../../docs/performance.md)) |")]
    public void A_target_relative_to_a_peer_has_its_distance_written_beside_it(double ours, string word)
    {
        var page = PageOf(new TargetEntry("v", "CPU", 0.85, Sample.Fast), Sample.Cost(Sample.Ours, ours, ours), Sample.Cost(Sample.Fast, 1, 1));
        Assert.Contains("CPU ≤ 0.85 × HAProxy \\<splice\\>", page, StringComparison.Ordinal);
        Assert.Contains(word, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "reached")]
    [InlineData(200, "**missed** by 33.3 %")]
    public void A_target_of_a_rate_is_at_least_that(double ours, string word)
    {
        var page = PageOf(new TargetEntry(null, "throughput", 300, null), Sample.Rate(Sample.Ours, ours));
        Assert.Contains($"| throughput ≥ 300 MB/s | {ours} MB/s | {word}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_some_rounds_miss_says_how_many_reach_it()
    {
        var page = PageOf(new TargetEntry(null, "throughput", 300, null), Sample.Rate(Sample.Ours, 290, 310, 320));
        Assert.Contains("reached in the median, and in 2 of 3 rounds", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_peer_is_the_one_that_is_best_in_the_median()
    {
        var scenario = Sample.Scenario(Sample.Variant("v", Sample.Cost(Sample.Ours, 1, 1), Sample.Cost(Sample.Fast, 2, 2), Sample.Cost(Sample.Slow, 4, 4), Sample.Cost(Sample.Direct, 0.1, 0.1)));
        var ratio = Assert.Single(CostRatio.ToBestPeers(scenario));
        Assert.Equal(Sample.Fast, ratio.Theirs.Peer);
        Assert.Equal(0.5, ratio.Series.Median);
    }

    [Fact]
    public void Ratios_of_rates_are_turned_so_that_less_is_better()
    {
        var scenario = Sample.Scenario(Sample.Variant("v", Sample.Rate(Sample.Ours, 200), Sample.Rate(Sample.Fast, 100), Sample.Rate(Sample.Slow, 50)));
        var ratio = Assert.Single(CostRatio.ToBestPeers(scenario));
        Assert.Equal(Sample.Fast, ratio.Theirs.Peer);
        Assert.Equal(0.5, ratio.Series.Median);
        Assert.True(ratio.IsBetter);
    }

    [Fact]
    public void The_summary_names_what_is_worse_and_only_that()
    {
        var scenario = Sample.Scenario(
            Sample.Variant("few", Sample.Cost(Sample.Ours, 1, 1), Sample.Cost(Sample.Fast, 2, 2)),
            Sample.Variant("many", Sample.Cost(Sample.Ours, 3, 3), Sample.Cost(Sample.Fast, 2, 2)),
            Sample.Variant("some", Sample.Cost(Sample.Ours, 1, 3), Sample.Cost(Sample.Fast, 2, 2)));
        var summary = ScenarioSection.Summary([.. CostRatio.ToBestPeers(scenario)]);
        Assert.Equal("Beside the best peer of each figure ours is better in every round in 1 of 3, worse in every round in 1 (CPU, many: 1.50 × that of HAProxy \\<splice\\>).", summary);
    }

    [Fact]
    public void Names_do_not_break_the_tables() =>
        Assert.Contains("A processor \\| with a bar", ReportPage.Write(Sample.Results(), PageLinks.None, static _ => []), StringComparison.Ordinal);

    [Theory]
    [InlineData("New connections", "gateway: new connections")]
    [InlineData("A mix", "gateway: a mix")]
    [InlineData("HTTP/2 over TLS", "gateway: HTTP/2 over TLS")]
    public void A_heading_begins_small_unless_it_is_an_abbreviation(string title, string heading) =>
        Assert.Equal(heading, (Sample.Scenario() with { Title = title }).Heading);

    [Fact]
    public void What_could_not_be_measured_is_said()
    {
        var results = Sample.Results() with { Failures = [new FailureEntry("tunnel", "idle", "no descriptors")] };
        Assert.Contains("* tunnel idle: no descriptors", ReportPage.Write(results, PageLinks.None, static _ => []), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_chart_of_a_scenario_is_on_the_page_and_has_a_name_of_its_own()
    {
        var scenario = Sample.Scenario(
            new VariantResults("download, 4 connections", [Sample.Cost(Sample.Ours, 1), Sample.Cost(Sample.Fast, 2)], [new LatencyEntry(Sample.Ours, [1, 2, 3], [100, 50, 1])]),
            new VariantResults("download, 1,000 connections", [Sample.Cost(Sample.Ours, 2), Sample.Cost(Sample.Fast, 3)], [new LatencyEntry(Sample.Ours, [1, 2, 3], [100, 50, 1])]));
        var charts = ScenarioCharts.Of(scenario);
        Assert.Equal(["gateway-bulk-ratios.svg", "gateway-bulk-latency-1.svg", "gateway-bulk-latency-2.svg", "gateway-bulk-scale-1.svg"], charts.Select(static c => c.Name));
        var page = ReportPage.Write(Sample.Results(scenario), PageLinks.None, _ => charts);
        Assert.All(charts, c => Assert.Contains($"]({c.Name})", page, StringComparison.Ordinal));
    }

    private static string PageOf(TargetEntry target, params Figure[] figures) =>
        ReportPage.Write(Sample.Results(Sample.Scenario(Sample.Variant("v", figures)) with { Targets = [target] }), Links, static _ => []);
}
