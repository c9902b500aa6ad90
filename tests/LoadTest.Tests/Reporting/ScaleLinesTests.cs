using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.Reporting;

public class ScaleLinesTests
{
    [Fact]
    public void Variants_that_differ_in_one_number_are_points_of_a_line()
    {
        var scenario = Sample.Scenario(
            Variant("1 connection, at once", 3), Variant("1,000 connections, at once", 5), Variant("64 connections, at once", 4), Variant("64 connections, 8000 a second", 9));
        var scale = Assert.Single(ScaleLines.Of(scenario));
        Assert.Equal("n connections, at once", scale.OfWhat);
        Assert.Equal([(1, 3), (64, 4), (1000, 5)], Assert.Single(scale.Lines).Points);
    }

    [Fact]
    public void Rates_are_no_cost() =>
        Assert.Empty(ScaleLines.Of(Sample.Scenario(Sample.Variant("1 stream", Sample.Rate(Sample.Ours, 1)), Sample.Variant("16 streams", Sample.Rate(Sample.Ours, 9)))));

    [Fact]
    public void Latencies_without_a_histogram_are_drawn_of_their_quantiles()
    {
        Figure Quantile(string name, double value) => new(Sample.Ours, name, "µs", BetterWay.Less, "0", [value]);
        var variant = Sample.Variant("v", Quantile("p99.9", 700), Quantile("p50", 100), Quantile("p99", 300), Quantile("p50 added", 20));
        Assert.Equal([(50, 100), (99, 300), (99.9, 700)], Assert.Single(LatencyLines.Of(Sample.Scenario(variant), variant)).Points);
    }

    [Fact]
    public void Percentiles_that_no_sample_stands_for_are_not_drawn()
    {
        var variant = new VariantResults("v", [], [new LatencyEntry(Sample.Ours, [1, 2], [900, 100])]);
        var points = Assert.Single(LatencyLines.Of(Sample.Scenario(variant), variant)).Points;
        Assert.Equal(99.9, points[^1].X);
    }

    private static VariantResults Variant(string name, double cost) => Sample.Variant(name, Sample.Cost(Sample.Ours, cost));
}
