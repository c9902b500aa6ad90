using Connectivity.LoadTest.LiveLoad;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.LiveLoad;

public class LoadResultsTests
{
    private static readonly LoadPlan Plan = new() { Target = "h:443", Mode = LoadMode.Handshakes, Names = ["a"], DurationSeconds = 10, Rate = 10 };

    [Fact]
    public void A_figure_has_a_value_for_each_part_of_the_time()
    {
        var figure = Figures(Enumerable.Range(1, 10).Select(static s => Second(s, 0)), "succeeded");
        Assert.Equal([1.5, 3.5, 5.5, 7.5, 9.5], figure.Rounds);
        Assert.Equal(BetterWay.More, figure.Better);
    }

    [Fact]
    public void What_comes_after_the_end_belongs_to_the_last_part()
    {
        var figure = Figures([.. Enumerable.Range(1, 10).Select(static _ => Second(1, 0)), Second(4, 0), Second(0, 0)], "succeeded");
        Assert.Equal([1, 1, 1, 1, 3], figure.Rounds);
    }

    [Fact]
    public void A_load_that_ended_early_has_the_parts_there_are() => Assert.Equal([1, 2, 3], Figures([Second(1, 0), Second(2, 0), Second(3, 0)], "succeeded").Rounds);

    [Fact]
    public void Parts_that_are_not_equally_long_have_rates_of_their_own_length() =>
        Assert.Equal([2, 2, 2, 2, 2], Figures(Enumerable.Range(1, 7).Select(static _ => Second(2, 0)), "succeeded").Rounds);

    [Fact]
    public void Failures_are_figures_by_kind()
    {
        Assert.Equal([0, 2, 0], Figures([Second(1, 0), Second(0, 2), Second(1, 0)], "failed").Rounds);
        Assert.Equal([0, 2, 0], Figures([Second(1, 0), Second(0, 2), Second(1, 0)], "failed: Reset").Rounds);
    }

    [Fact]
    public void A_second_is_shown_on_a_line_with_what_has_failed()
    {
        var counts = Second(3, 2);
        Assert.Equal("   7 s  3/s  p50 1.0 ms  p99 1.0 ms  longest 1.0 ms  under way 4  failed: 2 Reset", LiveFigures.Line(6, counts, 4));
        Assert.Equal("   1 s  5 MB/s", LiveFigures.Line(0, new LoadCounts { Bytes = 5_000_000 }, 0));
    }

    [Fact]
    public void A_worker_is_heard_as_it_spoke()
    {
        var message = new WorkerMessage { Word = WorkerWord.Second, Second = 3, Latencies = Second(2, 0).Latencies.ToString(), Failures = new() { [LoadFailure.Tls] = 7 }, Bytes = 9 };
        var counts = System.Text.Json.JsonSerializer.Deserialize(message.ToLine(), WorkerContext.Default.WorkerMessage)!.ToCounts();
        Assert.Equal((2, 7, 9), (counts.Latencies.Count, counts.Failures[LoadFailure.Tls], counts.Bytes));
    }

    private static Figure Figures(IEnumerable<LoadCounts> seconds, string metric) =>
        LoadResultsOf.Make(new LoadOutcome(Plan, [.. seconds], TimeSpan.FromSeconds(10), new Dictionary<LoadFailure, string>(), "It has run to its end."), [])
            .Scenarios[0].Variants[0].Find("target", metric)!;

    private static LoadCounts Second(int succeeded, int failed)
    {
        var counts = new LoadCounts();
        for (var i = 0; i < succeeded; i++)
            counts.Latencies.Record(TimeSpan.FromMilliseconds(1));
        if (failed > 0)
            counts.Failures[LoadFailure.Reset] = failed;
        return counts;
    }
}
