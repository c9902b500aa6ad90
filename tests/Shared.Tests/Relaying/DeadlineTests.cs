using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Network;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class DeadlineTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ends_a_half_closed_connection_whose_other_direction_is_silent(bool clientFirst)
    {
        var timeout = TimeSpan.FromMinutes(5);
        await using var relay = await StartAsync(new() { HalfCloseTimeout = timeout });
        using var pair = await relay.ConnectAsync();
        var (ended, other) = (pair.From(clientFirst), pair.From(!clientFirst));

        ended.End();
        await ended.ReceiveEndAsync();
        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(relay, timeout - Moment);
            await PassAsync(relay, other);
        }

        await AdvanceAsync(relay, timeout);

        Assert.Equal(ConnectionOutcome.HalfCloseTimeout, await pair.EndedAsync());
        await other.ReceiveResetAsync();
        HalfCloseTests.AssertClosed(pair.Connection);
    }

    [Fact]
    public async Task Silence_before_the_FIN_does_not_count_as_silence_after_it()
    {
        var timeout = TimeSpan.FromMinutes(5);
        await using var relay = await StartAsync(new() { HalfCloseTimeout = timeout });
        using var pair = await relay.ConnectAsync();

        await AdvanceAsync(relay, TimeSpan.FromHours(3));
        pair.Up.End();
        await pair.Up.ReceiveEndAsync();
        await relay.SettleAsync();
        await AdvanceAsync(relay, timeout - Moment);
        await pair.Down.PassAsync(1000);
        pair.Down.End();
        await pair.Down.ReceiveEndAsync();

        Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ends_a_connection_that_is_idle_both_ways(bool lastFromClient)
    {
        var timeout = TimeSpan.FromMinutes(1);
        await using var relay = await StartAsync(new() { IdleTimeout = timeout });
        using var pair = await relay.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(relay, timeout - Moment);
            await PassAsync(relay, pair.From(lastFromClient));
        }

        await AdvanceAsync(relay, timeout);

        Assert.Equal(ConnectionOutcome.IdleTimeout, await pair.EndedAsync());
        await Task.WhenAll(pair.Up.ReceiveResetAsync(), pair.Down.ReceiveResetAsync());
    }

    [Fact]
    public async Task Silence_alone_ends_nothing_by_default()
    {
        await using var relay = await StartAsync(new());
        using var pair = await relay.ConnectAsync();

        await AdvanceAsync(relay, TimeSpan.FromDays(30));

        await pair.EchoAsync(1, 100);
    }

    [Fact]
    public async Task Ends_a_busy_connection_at_its_greatest_age_less_a_tenth_at_most()
    {
        var age = TimeSpan.FromMinutes(10);
        await using var relay = await StartAsync(new() { MaxAge = age });
        using var pair = await relay.ConnectAsync();

        await AdvanceAsync(relay, (age * 0.9) - Moment);
        await PassAsync(relay, pair.Up);
        await AdvanceAsync(relay, (age * 0.1) + Moment);

        Assert.Equal(ConnectionOutcome.MaxAge, await pair.EndedAsync());
        await Task.WhenAll(pair.Up.ReceiveResetAsync(), pair.Down.ReceiveResetAsync());
    }

    [Fact]
    public async Task Spreads_the_ends_of_connections_of_one_age()
    {
        var age = TimeSpan.FromHours(10);
        await using var relay = await StartAsync(new() { MaxAge = age });
        var pairs = new List<RelayedPair>();
        for (var i = 0; i < 20; i++)
            pairs.Add(await relay.ConnectAsync());

        await AdvanceAsync(relay, age * 0.95);

        // All on one side of the middle: once in 2^19 runs.
        Assert.InRange(pairs.Count(static p => p.Connection.Ended.IsCompleted), 1, pairs.Count - 1);
        pairs.ForEach(static p => p.Dispose());
    }

    private Task<LoopbackRelay> StartAsync(RelayOptions options) => LoopbackRelay.StartAsync(new() { Relay = options, Time = _time });

    private static async Task PassAsync(LoopbackRelay relay, Direction direction)
    {
        await direction.PassAsync(1);
        // The receiver may be ahead of the relay's own account of it.
        await relay.SettleAsync();
    }

    private Task AdvanceAsync(LoopbackRelay relay, TimeSpan by)
    {
        _time.Advance(by);
        return relay.SettleAsync();
    }
}
