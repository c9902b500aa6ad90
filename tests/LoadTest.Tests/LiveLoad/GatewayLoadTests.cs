using Connectivity.LoadTest.LiveLoad;
using Connectivity.LoadTest.Reporting;
using Connectivity.LoadTest.Results;
using Xunit;

namespace Connectivity.LoadTest.Tests.LiveLoad;

public sealed class GatewayLoadTests(GatewayWithBackend running) : IClassFixture<GatewayWithBackend>
{
    private const string A = GatewayWithBackend.A;
    private const string B = GatewayWithBackend.B;
    private const int Rate = 40;

    private readonly int _answeredBefore = running.Backend.Answered;

    private int Answered => running.Backend.Answered - _answeredBefore;

    [Theory]
    [InlineData("Handshakes", 1, 0)]
    [InlineData("Connections", 1, Rate)]
    [InlineData("Requests", 1, Rate)]
    [InlineData("Requests", 2, Rate)]
    [InlineData("Mix", 1, Rate)]
    public async Task Everything_that_is_due_is_done_by_all_processes_together(string mode, int http, int answered)
    {
        var outcome = await RunAsync(Plan(Enum.Parse<LoadMode>(mode)) with { HttpVersion = http });
        Assert.Empty(outcome.Samples);
        Assert.Equal(Rate, outcome.Total.Latencies.Count);
        // What is prepared, a request on each connection that stays, does not count, and is answered too.
        Assert.InRange(Answered, answered, answered + Rate);
    }

    [Fact]
    public async Task Connections_that_wait_answer_at_the_end()
    {
        var outcome = await RunAsync(Plan(LoadMode.Idle) with { Connections = 7 });
        Assert.Empty(outcome.Samples);
        Assert.Equal(7, outcome.Total.Latencies.Count);
        Assert.Equal(7, Answered);
    }

    [Fact]
    public async Task A_name_without_a_route_is_a_failure_of_TLS_each_time()
    {
        var outcome = await RunAsync(Plan(LoadMode.Handshakes) with { Names = ["nobody.example"] });
        Assert.Equal(0, outcome.Total.Latencies.Count);
        Assert.Equal(Rate, outcome.Total.Failures[LoadFailure.Tls]);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_failure_of_TLS_unless_it_is_taken_as_it_is()
    {
        var plan = Plan(LoadMode.Handshakes) with { CaFile = null };
        Assert.Equal(Rate, (await RunAsync(plan)).Total.Failures[LoadFailure.Tls]);
        Assert.Equal(Rate, (await RunAsync(plan with { Insecure = true })).Total.Latencies.Count);
    }

    [Fact]
    public async Task An_answer_that_is_no_success_is_a_failure()
    {
        var outcome = await RunAsync(Plan(LoadMode.Connections) with { Path = "/secret" });
        Assert.Equal(Rate, outcome.Total.Failures[LoadFailure.HttpStatus]);
        Assert.Equal("HTTP 403", outcome.Samples[LoadFailure.HttpStatus]);
    }

    [Fact]
    public async Task Nobody_who_listens_is_a_failure_too()
    {
        var plan = Plan(LoadMode.Handshakes) with { Target = "127.0.0.1:1" };
        Assert.Equal(Rate, (await RunAsync(plan)).Total.Failures[LoadFailure.Refused]);
    }

    [Fact]
    public async Task A_load_that_is_ended_by_hand_has_a_report()
    {
        using var stop = new CancellationTokenSource();
        void StopAfter(LoadCounts counts)
        {
            if (counts.Latencies.Count > 0)
                stop.Cancel();
        }

        var plan = Plan(LoadMode.Connections) with { DurationSeconds = 3600 };
        var outcome = await new Coordinator(plan, (_, counts, _) => StopAfter(counts), stop.Token).RunAsync();
        Assert.True(outcome.Total.Latencies.Count > 0);
        var results = LoadResultsOf.Make(outcome, []);
        Assert.Contains("It was ended by hand.", ReportPage.Write(results, PageLinks.None, static _ => []), StringComparison.Ordinal);
        Assert.Equal(ResultsFile.Write(results), ResultsFile.Write(ResultsFile.Read(ResultsFile.Write(results))));
    }

    [Fact]
    public async Task A_load_on_which_everything_fails_is_broken_off()
    {
        var outcome = await RunAsync(Plan(LoadMode.Handshakes) with { Target = "127.0.0.1:1", DurationSeconds = 3600 });
        Assert.StartsWith("It was broken off", outcome.Ending, StringComparison.Ordinal);
    }

    private static Task<LoadOutcome> RunAsync(LoadPlan plan) => new Coordinator(plan, static (_, _, _) => { }, CancellationToken.None).RunAsync();

    private LoadPlan Plan(LoadMode mode) => new()
    {
        Target = running.Gateway.Address,
        Names = [A, B],
        Mode = mode,
        CaFile = running.Backend.CaFile,
        Rate = Rate,
        DurationSeconds = 1,
        // As many as there are operations: on a busy machine too none waits for room.
        Connections = Rate,
        Processes = 2,
        // A machine that is busy is slow, and that is not what is tested.
        TimeoutSeconds = 60,
    };
}
