using Connectivity.LoadTest.LiveLoad;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.LiveLoad;

public sealed class TunnelLoadTests : IAsyncLifetime
{
    private const int Rate = 40;

    private readonly FrontEnd _frontEnd = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _frontEnd.DisposeAsync();

    [Theory]
    [InlineData("Dial")]
    [InlineData("Echo")]
    public async Task Everything_that_is_due_is_done(string mode)
    {
        var outcome = await RunAsync(Plan(Enum.Parse<LoadMode>(mode)));
        Assert.Empty(outcome.Samples);
        Assert.Equal(Rate, outcome.Total.Latencies.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_are_counted_in_both_directions(bool up)
    {
        var outcome = await RunAsync(Plan(LoadMode.Bulk) with { Up = up });
        Assert.Empty(outcome.Samples);
        var figure = LoadResultsOf.Make(outcome, []).Scenarios[0].Variants[0].Find("target", "throughput")!;
        Assert.Equal(BetterWay.More, figure.Better);
        Assert.True(figure.Rounds.Sum() > 0);
    }

    [Fact]
    public async Task A_refusal_is_counted_with_the_words_of_the_front_end()
    {
        var outcome = await RunAsync(Plan(LoadMode.Dial) with { ConnectTo = "10.0.0.2:1" });
        Assert.Equal(Rate, outcome.Total.Failures[LoadFailure.HttpStatus]);
        Assert.Equal("HTTP/1.1 503 Service Unavailable: agent: none", outcome.Samples[LoadFailure.HttpStatus]);
    }

    [Fact]
    public async Task A_load_that_cannot_begin_says_why()
    {
        var failure = await Assert.ThrowsAsync<LoadFailureException>(() => RunAsync(Plan(LoadMode.Echo) with { ConnectTo = "10.0.0.2:1" }));
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
    }

    private static Task<LoadOutcome> RunAsync(LoadPlan plan) => new Coordinator(plan, static (_, _, _) => { }, CancellationToken.None).RunAsync();

    private LoadPlan Plan(LoadMode mode) => new()
    {
        Target = $"unix:{_frontEnd.Path}",
        ConnectTo = FrontEnd.Target,
        Mode = mode,
        Rate = Rate,
        DurationSeconds = 1,
        Connections = mode == LoadMode.Dial ? Rate : 4,
        Processes = 2,
        TimeoutSeconds = 60,
    };
}
