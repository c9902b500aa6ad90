using System.Net;
using Connectivity.LoadTest.Generators;
using Connectivity.LoadTest.Targets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.LoadTest.Tests.Generators;

public sealed class LoadKindTests : IDisposable
{
    private const int Connections = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EventLoopGroup _loops = new(1, maxPipesPerLoop: 0, TimeProvider.System, NullLogger.Instance);

    public void Dispose() => _loops.Dispose();

    [Theory]
    [InlineData("Echo")]
    [InlineData("PacedEcho")]
    [InlineData("Dial")]
    [InlineData("PacedDial")]
    [InlineData("Watch")]
    [InlineData("PacedList")]
    public async Task Every_event_of_a_load_counts_with_its_latency(string kind)
    {
        using var target = await TargetHost.StartAsync(SocketEndpoint.FromIPv4([127, 0, 0, 1], 0));
        var run = await StartAsync(new LoadOrder(Enum.Parse<LoadKind>(kind), target.Endpoint, 0, 2, Connections, 1000, 100_000));
        await UntilAsync(run, static r => r.Done >= 50);
        var (done, latencies) = await AskAsync(run, static r => (r.Done, r.TakeLatencies()));
        Assert.Equal(done, latencies.Count);
        Assert.Equal(0, run.Failures);
        await StopAsync(run);
    }

    [Theory]
    [InlineData("Download")]
    [InlineData("Upload")]
    public async Task A_bulk_load_moves_bytes_once_it_is_told_to_go(string kind)
    {
        using var target = await TargetHost.StartAsync(SocketEndpoint.FromIPv4([127, 0, 0, 1], 0));
        var run = await StartAsync(new LoadOrder(Enum.Parse<LoadKind>(kind), target.Endpoint, 0, 1, Connections));
        await UntilAsync(run, static r => r.Bytes > 20_000_000);
        Assert.Equal(0, run.Failures);
        await StopAsync(run);
    }

    [Fact]
    public async Task A_connection_that_waits_has_echoed_once()
    {
        using var target = await TargetHost.StartAsync(SocketEndpoint.FromIPv4([127, 0, 0, 1], 0));
        var run = await StartAsync(new LoadOrder(LoadKind.Idle, target.Endpoint, 0, 1, Connections));
        Assert.Equal(Connections, await AskAsync(run, static r => r.Done));
        await StopAsync(run);
    }

    [Fact]
    public async Task A_load_that_nobody_takes_says_so()
    {
        // tcpmux: nobody listens there.
        var nobody = new IPEndPoint(IPAddress.Loopback, 1);
        var run = LoadRuns.Make(_loops.Loops[0], new LoadOrder(LoadKind.Echo, nobody, 0, 1, Connections));
        await AskAsync(run, static r => { r.Start(); return true; });
        await Assert.ThrowsAsync<IOException>(() => run.Open.WaitAsync(Patience));
        Assert.True(run.Failures > 0);
        await StopAsync(run);
    }

    private async Task<LoadRun> StartAsync(LoadOrder order)
    {
        var run = LoadRuns.Make(_loops.Loops[0], order);
        await AskAsync(run, static r => { r.Start(); return true; });
        await run.Open.WaitAsync(Patience);
        await AskAsync(run, static r => { r.Go(); return true; });
        return run;
    }

    private Task StopAsync(LoadRun run) => AskAsync(run, static r => { r.Stop(); return true; });

    private async Task UntilAsync(LoadRun run, Func<LoadRun, bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await AskAsync(run, holds))
            patience.Token.ThrowIfCancellationRequested();
    }

    private async Task<T> AskAsync<T>(LoadRun run, Func<LoadRun, T> question) => (await _loops.AskAllAsync(_ => question(run), CancellationToken.None))[0];
}
