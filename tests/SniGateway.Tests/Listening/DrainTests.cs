using System.Net.Sockets;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Listening;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

public sealed class DrainTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task New_connections_are_refused_while_old_ones_go_on()
    {
        await using var relays = await Relays.StartAsync(3);
        await relays.Test.Gateway.StopListeningAsync(CancellationToken.None);
        var error = await Assert.ThrowsAsync<SocketException>(() => relays.Test.ConnectAsync());
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        Assert.False(relays.Test.Gateway.IsListening);
        foreach (var pair in relays.Pairs)
            await Relays.AssertAliveAsync(pair);
    }

    [Fact]
    public async Task A_connection_that_waits_to_be_accepted_when_listening_ends_is_served()
    {
        await using var relays = await Relays.StartAsync(0);
        using var client = await relays.Test.ConnectAsync(Config.Hello());
        await relays.Test.Gateway.StopListeningAsync(CancellationToken.None);
        using var upstream = await relays.Backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        await Relays.AssertAliveAsync((client, upstream));
    }

    [Fact]
    public async Task The_drain_ends_with_the_last_connection()
    {
        var clock = new TimerClock();
        await using var relays = await Relays.StartAsync(3, clock);
        await relays.Test.Gateway.StopListeningAsync(CancellationToken.None);
        var drain = relays.Test.Gateway.DrainAsync(Window, clock, CancellationToken.None);
        foreach (var pair in relays.Pairs)
        {
            Assert.False(drain.IsCompleted);
            await StepAsync(clock, drain);
            await Relays.EndAsync(pair);
        }

        await relays.Test.AssertIdleAsync();
        await StepAsync(clock, drain);
        await drain;
        Assert.Equal(3, relays.Test.Listener.Sum(static c => c.Ended(ConnectionOutcome.Completed)));
    }

    [Fact]
    public async Task What_is_left_is_reset_bit_by_bit_in_the_last_quarter()
    {
        const int Count = 100;
        var clock = new TimerClock();
        await using var relays = await Relays.StartAsync(Count, clock);
        var gateway = relays.Test.Gateway;
        await gateway.StopListeningAsync(CancellationToken.None);
        var start = clock.GetUtcNow();
        var drain = gateway.DrainAsync(Window, clock, CancellationToken.None);

        while (clock.GetUtcNow() - start < Window * 0.75)
        {
            Assert.Equal(Count, gateway.Loops.Load);
            await StepAsync(clock, drain);
        }

        while (clock.GetUtcNow() - start < Window * 0.875)
            await StepAsync(clock, drain);
        // Half of the quarter is over, and about half of the connections are.
        Assert.InRange(gateway.Loops.Load, Count / 5, Count * 4 / 5);
        while (!drain.IsCompleted)
            await StepAsync(clock, drain);

        await drain;
        Assert.InRange(clock.GetUtcNow() - start, Window * 0.875, Window + Tick);
        foreach (var (client, upstream) in relays.Pairs)
        {
            await client.AssertEndAsync(PeerEnd.Reset);
            await upstream.AssertEndAsync(PeerEnd.Reset);
        }

        await relays.Test.AssertIdleAsync();
        Assert.Equal(Count, relays.Test.Listener.Sum(static c => c.Ended(ConnectionOutcome.Drained)));
        Assert.All(await relays.Test.CloseAsync(), static line => Assert.Equal("Drained", line.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Without_a_window_all_is_reset_at_once()
    {
        await using var relays = await Relays.StartAsync(2);
        using var silent = await relays.Test.ConnectAsync();
        await Bound.UntilAsync(() => relays.Test.Gateway.Sources.Unrouted == 1);
        await relays.Test.Gateway.DrainAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        await silent.AssertEndAsync(PeerEnd.Reset);
        await relays.Test.AssertIdleAsync();
        Assert.Equal(3, relays.Test.Listener.Sum(static c => c.Ended(ConnectionOutcome.Drained)));
    }

    [Fact]
    public async Task Losing_patience_resets_all_at_once()
    {
        var clock = new TimerClock();
        await using var relays = await Relays.StartAsync(2, clock);
        using var atOnce = new CancellationTokenSource();
        var drain = relays.Test.Gateway.DrainAsync(Window, clock, atOnce.Token);
        await StepAsync(clock, drain);
        Assert.Equal(2, relays.Test.Gateway.Loops.Load);
        await atOnce.CancelAsync();
        await drain;
        await relays.Pairs[0].Client.AssertEndAsync(PeerEnd.Reset);
        await relays.Test.AssertIdleAsync();
    }

    /// <summary>Lets one tick pass; ends when the drain waits for the next or is done.</summary>
    private static async Task StepAsync(TimerClock clock, Task drain)
    {
        await Bound.UntilAsync(() => clock.Timers > 0 || drain.IsCompleted);
        var timers = clock.Timers;
        clock.Advance(Tick);
        await Bound.UntilAsync(() => clock.Timers > timers || drain.IsCompleted);
    }
}
