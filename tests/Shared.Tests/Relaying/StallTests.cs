using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class StallTests
{
    private const int PipeBytes = 256 * 1024;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_stalled_reader_stops_its_writer_and_nobody_else(bool splice, bool fromClient)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var stalled = await relay.ConnectAsync();
        using var other = await relay.ConnectAsync();
        var direction = stalled.From(fromClient);

        await relay.FillAsync(direction);
        Assert.InRange(await HeldByRelayAsync(relay, stalled.Connection, fromClient), 1, splice ? PipeBytes : EventLoop.ScratchBytes);
        await other.EchoAsync(messages: 100, bytes: 100);
        await Task.WhenAll(other.Up.PassAsync(8_000_000), other.Down.PassAsync(8_000_000));
        await direction.ReceiveAsync(direction.Sent);
        await stalled.EchoAsync(messages: 10, bytes: 1000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bulk_transfer_leaves_others_on_its_loop_their_turn(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var bulk = await relay.ConnectAsync();
        using var echo = await relay.ConnectAsync();
        using var enough = new CancellationTokenSource();
        var pump = PumpAsync(bulk.Up, enough.Token);
        var drain = bulk.Up.ReceiveEndAsync();
        await Looking.UntilAsync(() => bulk.Up.Received > 4_000_000, relay.Patience);

        var before = bulk.Up.Received;
        await echo.EchoAsync(messages: 300, bytes: 100);
        var during = bulk.Up.Received - before;

        Assert.False(pump.IsCompleted);
        Assert.True(during > 0);
        await enough.CancelAsync();
        await pump;
        await drain;
        Assert.Equal(bulk.Up.Sent, bulk.Up.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_of_small_pieces_gets_everything(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync(backendReceiveBuffer: 4096);

        await Task.WhenAll(pair.Up.SendAsync(2_000_000), pair.Up.ReceiveAsync(2_000_000, piece: 1500));

        Assert.Equal(2_000_000, pair.Connection.BytesUp);
    }

    [Fact]
    public async Task Copies_where_stalled_transfers_hold_all_pipes()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = 1 });
        var stalled = new List<RelayedPair>();
        for (var i = 0; i < 3; i++)
        {
            stalled.Add(await relay.ConnectAsync());
            await relay.FillAsync(stalled[i].Up);
        }

        Assert.Equal(1, relay.Loops.Loops[0].Pipes.Open);
        using var other = await relay.ConnectAsync();
        await Task.WhenAll(other.Up.PassAsync(8_000_000), other.Down.PassAsync(8_000_000));
        await Task.WhenAll(stalled.Select(static p => p.Up.ReceiveAsync(p.Up.Sent)));
        await Task.WhenAll(stalled.Select(static p => p.Up.PassAsync(3_000_000)));
        Assert.Equal(1, relay.Loops.Loops[0].Pipes.Open);
        stalled.ForEach(static p => p.Dispose());
    }

    [Fact]
    public async Task A_pipe_with_bytes_in_it_goes_with_its_connection()
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = 1 });
        using (var stalled = await relay.ConnectAsync())
        {
            await relay.FillAsync(stalled.Up);
            stalled.Down.Reset();
            await stalled.EndedAsync();
            Assert.Equal(0, relay.Loops.Loops[0].Pipes.Open);
        }

        using var next = await relay.ConnectAsync();
        await next.Up.PassAsync(8_000_000);
        Assert.Equal(1, relay.Loops.Loops[0].Pipes.Open);
    }

    private static async Task PumpAsync(Direction direction, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await direction.SendAsync(256 * 1024);
        direction.End();
    }

    /// <summary>What was taken out of one socket and is not in the other yet.</summary>
    private static async Task<long> HeldByRelayAsync(LoopbackRelay relay, RelayedConnection connection, bool fromClient)
    {
        while (true)
        {
            var held = Held();
            await relay.SettleAsync();
            if (held == Held())
                return held;
        }

        long Held() => fromClient
            ? KernelSocket.Taken(connection.ClientSocket) - connection.Relay!.BytesUp
            : KernelSocket.Taken(connection.UpstreamSocket) - connection.Relay!.BytesDown;
    }
}
