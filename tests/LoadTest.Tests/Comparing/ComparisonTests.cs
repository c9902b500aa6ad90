using Connectivity.LoadTest.Comparing;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.Comparing;

public class ComparisonTests
{
    [Theory]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 1.3, 1.4, 1.5 }, ChangeKind.Worse)]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 0.7, 0.8, 0.9 }, ChangeKind.Better)]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 1.2, 1.4, 1.5 }, ChangeKind.WithinNoise)]
    [InlineData(new[] { 1.0, 1.1, 1.2 }, new[] { 0.5, 0.6, 1.05 }, ChangeKind.WithinNoise)]
    [InlineData(new[] { 1.0 }, new[] { 1.15 }, ChangeKind.WithinNoise)]
    [InlineData(new[] { 1.0 }, new[] { 1.5 }, ChangeKind.Worse)]
    [InlineData(new[] { 0.0, 0.0 }, new[] { 0.0, 0.0 }, ChangeKind.WithinNoise)]
    [InlineData(new[] { 0.0, 0.0 }, new[] { 3.0, 4.0 }, ChangeKind.Worse)]
    public void A_cost_is_better_or_worse_when_its_rounds_do_not_overlap(double[] earlier, double[] later, object kind)
    {
        Assert.Equal(kind, Compare(Sample.Cost(Sample.Ours, earlier), Sample.Cost(Sample.Ours, later)).Changes.Single().Kind);
    }

    [Fact]
    public void Of_a_rate_more_is_better()
    {
        Assert.Equal(ChangeKind.Better, Compare(Sample.Rate(Sample.Ours, 100, 110), Sample.Rate(Sample.Ours, 120, 130)).Changes.Single().Kind);
        Assert.Equal(ChangeKind.Worse, Compare(Sample.Rate(Sample.Ours, 100, 110), Sample.Rate(Sample.Ours, 50, 60)).Changes.Single().Kind);
    }

    [Fact]
    public void Figures_about_the_run_are_never_worse()
    {
        var noise = Sample.Cost(Sample.Ours, 1, 1) with { Better = BetterWay.Neither };
        Assert.Equal(ChangeKind.WithinNoise, Compare(noise, noise with { Rounds = [9, 9] }).Changes.Single().Kind);
    }

    [Fact]
    public void Only_ours_can_fail_and_only_by_more_than_allowed()
    {
        var ours = Compare(Sample.Cost(Sample.Ours, 1, 1.01), Sample.Cost(Sample.Ours, 1.2, 1.22));
        Assert.Single(ours.WorseThan(15));
        Assert.Empty(ours.WorseThan(25));
        Assert.Empty(Compare(Sample.Cost(Sample.Slow, 1, 1.01), Sample.Cost(Sample.Slow, 5, 5)).WorseThan(0));
    }

    [Fact]
    public void A_halved_rate_is_worse_by_half() =>
        Assert.Equal(50, Compare(Sample.Rate(Sample.Ours, 100), Sample.Rate(Sample.Ours, 50)).Changes.Single().WorseByPercent, 6);

    [Fact]
    public void A_cost_out_of_nothing_is_worse_than_any_percentage()
    {
        var comparison = Compare(Sample.Cost(Sample.Ours, 0, 0), Sample.Cost(Sample.Ours, 1, 1));
        Assert.Single(comparison.WorseThan(1_000_000));
    }

    [Fact]
    public void What_only_one_run_has_is_named()
    {
        var comparison = Compare(Sample.Cost(Sample.Ours, 1), Sample.Rate(Sample.Ours, 1));
        Assert.Empty(comparison.Changes);
        Assert.Equal("gateway bulk: v, sni-gateway, CPU", Assert.Single(comparison.OnlyEarlier));
        Assert.Equal("gateway bulk: v, sni-gateway, throughput", Assert.Single(comparison.OnlyLater));
    }

    [Fact]
    public void The_page_has_every_figure_with_its_ratio()
    {
        var (earlier, later) = (Run(Sample.Cost(Sample.Ours, 1, 1.1)), Run(Sample.Cost(Sample.Ours, 2, 2.2)));
        var page = ComparisonPage.Write(earlier, later, Comparison.Of(earlier, later));
        Assert.Contains("| v | sni-gateway | CPU, s/GB | 1.05 (1.00–1.10) | 2.10 (2.00–2.20) | 2.00 | **worse** |", page, StringComparison.Ordinal);
        Assert.Contains("0 figures are better in B, 1 worse, 0 within noise", page, StringComparison.Ordinal);
    }

    private static Comparison Compare(Figure earlier, Figure later) => Comparison.Of(Run(earlier), Run(later));

    private static LoadResults Run(Figure figure) => Sample.Results(Sample.Scenario(Sample.Variant("v", figure)));
}
