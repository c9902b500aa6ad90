using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class ResetTests
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);

    /// <summary>With splicing or not; the client resets or the backend.</summary>
    public static TheoryData<bool, bool> Cases => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Delivers_what_was_sent_before_a_reset_and_then_resets(bool splice, bool byClient)
    {
        await using var relay = await StartAsync(splice);
        foreach (var bytes in (int[])[0, 1, 32 * 1024, 64 * 1024, 1_000_003])
        {
            using var pair = await relay.ConnectAsync();
            var direction = pair.From(byClient);
            var receiving = direction.ReceiveResetAsync();

            await direction.SendAsync(bytes);
            await direction.AcknowledgedAsync();
            direction.Reset();
            await receiving;

            Assert.Equal(bytes, direction.Received);
            Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
            HalfCloseTests.AssertClosed(pair.Connection);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Passes_a_reset_on_while_the_one_that_resets_has_megabytes_unread(bool splice, bool byClient)
    {
        await using var relay = await StartAsync(splice);
        using var pair = await relay.ConnectAsync();
        var unread = pair.From(!byClient);

        await unread.PassAsync(16_000_000);
        await relay.FillAsync(unread);
        await pair.From(byClient).SendAsync(1000);
        await pair.From(byClient).AcknowledgedAsync();
        pair.From(byClient).Reset();
        await pair.From(byClient).ReceiveResetAsync();

        Assert.Equal(1000, pair.From(byClient).Received);
        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Loses_nothing_to_a_slow_reader_when_its_peer_resets(bool splice, bool byClient)
    {
        await using var relay = await StartAsync(splice);
        using var pair = await relay.ConnectAsync();
        var direction = pair.From(byClient);

        await direction.PassAsync(16_000_000);
        await relay.FillAsync(direction);
        var acknowledged = direction.Sent - direction.Unacknowledged;
        direction.Reset();
        await direction.ReceiveResetAsync(piece: 10_000);

        Assert.InRange(direction.Received, acknowledged, direction.Sent);
        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Resets_a_reader_that_never_reads_once_the_flush_timeout_is_over(bool splice, bool byClient)
    {
        var time = new FakeTimeProvider();
        await using var relay = await StartAsync(splice, time);
        using var pair = await relay.ConnectAsync();
        var direction = pair.From(byClient);

        await relay.FillAsync(direction);
        direction.Reset();
        await DeadAsync(relay, pair, byClient);
        await AdvanceAsync(relay, time, FlushTimeout - TimeSpan.FromMilliseconds(1));
        Assert.False(pair.Connection.Ended.IsCompleted);
        await AdvanceAsync(relay, time, TimeSpan.FromMilliseconds(1));

        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
        await direction.ReceiveResetAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waits_for_the_last_acknowledgements_before_it_resets(bool byClient)
    {
        var time = new FakeTimeProvider();
        await using var relay = await StartAsync(splice: false, time);
        using var pair = await relay.ConnectAsync();
        var direction = pair.From(byClient);
        direction.To.ReceiveBufferSize = 4096;

        await PutInFlightAsync(relay, pair, byClient);
        direction.Reset();
        await DeadAsync(relay, pair, byClient);
        await AdvanceAsync(relay, time, FlushTimeout / 2);
        Assert.False(pair.Connection.Ended.IsCompleted);
        direction.To.ReceiveBufferSize = 1024 * 1024;
        await direction.ReceiveAsync(direction.Sent - direction.Received, piece: 1000);
        await Looking.UntilAsync(() => TcpSocket.UnacknowledgedBytes(FarSocket(pair, byClient)) == 0, relay.Patience);
        await AdvanceAsync(relay, time, TimeSpan.FromMilliseconds(100));

        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
        await direction.ReceiveResetAsync();
        Assert.Equal(direction.Sent, direction.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Gives_up_waiting_for_acknowledgements_when_the_flush_timeout_is_over(bool byClient)
    {
        var time = new FakeTimeProvider();
        await using var relay = await StartAsync(splice: false, time);
        using var pair = await relay.ConnectAsync();
        pair.From(byClient).To.ReceiveBufferSize = 4096;

        await PutInFlightAsync(relay, pair, byClient);
        pair.From(byClient).Reset();
        await DeadAsync(relay, pair, byClient);
        await AdvanceAsync(relay, time, FlushTimeout);

        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
        await pair.From(byClient).ReceiveResetAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ends_at_once_when_the_other_leg_dies_before_its_last_acknowledgement(bool byClient)
    {
        var time = new FakeTimeProvider();
        await using var relay = await StartAsync(splice: false, time);
        using var pair = await relay.ConnectAsync();
        pair.From(byClient).To.ReceiveBufferSize = 4096;

        await PutInFlightAsync(relay, pair, byClient);
        pair.From(byClient).Reset();
        await DeadAsync(relay, pair, byClient);
        pair.From(!byClient).Reset();
        await DeadAsync(relay, pair, !byClient);
        await AdvanceAsync(relay, time, TimeSpan.FromMilliseconds(100));

        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Passes_on_a_reset_that_follows_a_FIN(bool byClient)
    {
        await using var relay = await StartAsync(splice: false);
        using var pair = await relay.ConnectAsync();
        var direction = pair.From(byClient);

        await direction.PassAsync(1000);
        direction.End();
        await direction.ReceiveEndAsync();
        direction.Reset();

        Assert.Equal(ResetBy(byClient), await pair.EndedAsync());
        await Looking.UntilAsync(() => KernelSocket.IsDead((int)direction.To.Handle), relay.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ends_when_both_legs_are_reset(bool clientFirst)
    {
        await using var relay = await StartAsync(splice: false);
        for (var i = 0; i < 10; i++)
        {
            using var pair = await relay.ConnectAsync();
            await relay.FillAsync(pair.Up);
            pair.From(clientFirst).Reset();
            pair.From(!clientFirst).Reset();
            Assert.Contains(await pair.EndedAsync(), (ConnectionOutcome[])[ConnectionOutcome.ClientReset, ConnectionOutcome.UpstreamReset]);
            HalfCloseTests.AssertClosed(pair.Connection);
        }
    }

    [Fact]
    public async Task An_aborted_relay_resets_both_sides()
    {
        await using var relay = await StartAsync(splice: false);
        using var pair = await relay.ConnectAsync();
        await pair.EchoAsync(1, 100);

        Assert.True(pair.Connection.Loop.TryPost(_ => pair.Connection.Relay!.Abort(ConnectionOutcome.RouteRemoved)));

        Assert.Equal(ConnectionOutcome.RouteRemoved, await pair.EndedAsync());
        await Task.WhenAll(pair.Up.ReceiveResetAsync(), pair.Down.ReceiveResetAsync());
        HalfCloseTests.AssertClosed(pair.Connection);
    }

    private static ConnectionOutcome ResetBy(bool client) => client ? ConnectionOutcome.ClientReset : ConnectionOutcome.UpstreamReset;

    private static Task<LoopbackRelay> StartAsync(bool splice, TimeProvider? time = null) => LoopbackRelay.StartAsync(new()
    {
        MaxPipesPerLoop = RelayCollection.Pipes(splice),
        Relay = new() { ResetFlushTimeout = FlushTimeout },
        Time = time ?? TimeProvider.System,
    });

    private static int FarSocket(RelayedPair pair, bool fromClient) =>
        fromClient ? pair.Connection.UpstreamSocket : pair.Connection.ClientSocket;

    /// <summary>Sends until bytes wait in the relay's socket for a reader that does not read, while the relay itself holds none.</summary>
    private static async Task PutInFlightAsync(LoopbackRelay relay, RelayedPair pair, bool fromClient)
    {
        var direction = pair.From(fromClient);
        var far = FarSocket(pair, fromClient);
        // More than a late acknowledgement would explain.
        while (TcpSocket.UnacknowledgedBytes(far) < 100_000)
        {
            await direction.SendAsync(4096);
            await direction.AcknowledgedAsync();
            await relay.SettleAsync();
        }

        Assert.Equal(direction.Sent, fromClient ? pair.Connection.BytesUp : pair.Connection.BytesDown);
    }

    /// <summary>Ends when the relay has seen that the leg is dead.</summary>
    private static async Task DeadAsync(LoopbackRelay relay, RelayedPair pair, bool theClient)
    {
        var socket = theClient ? pair.Connection.ClientSocket : pair.Connection.UpstreamSocket;
        await Looking.UntilAsync(() => KernelSocket.IsDead(socket), relay.Patience);
        await relay.SettleAsync();
    }

    private static Task AdvanceAsync(LoopbackRelay relay, FakeTimeProvider time, TimeSpan by)
    {
        time.Advance(by);
        return relay.SettleAsync();
    }
}
