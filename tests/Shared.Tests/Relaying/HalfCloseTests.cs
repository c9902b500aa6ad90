using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class HalfCloseTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Passes_a_FIN_on_while_the_other_direction_goes_on(bool splice, bool clientFirst)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();
        var (first, last) = (pair.From(clientFirst), pair.From(!clientFirst));

        await first.PassAsync(700_000);
        first.End();
        await first.ReceiveEndAsync();
        Assert.Equal(first.Sent, first.Received);
        await last.PassAsync(3_000_000);
        Assert.False(pair.Connection.Ended.IsCompleted);
        last.End();
        await last.ReceiveEndAsync();

        Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
        Assert.Equal(last.Sent, last.Received);
        AssertClosed(pair.Connection);
        await relay.EmptyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delivers_everything_to_a_slow_reader_after_both_have_ended(bool splice)
    {
        await using var relay = await LoopbackRelay.StartAsync(new() { MaxPipesPerLoop = RelayCollection.Pipes(splice) });
        using var pair = await relay.ConnectAsync();

        await relay.FillAsync(pair.Down);
        pair.Down.End();
        pair.Up.End();
        await pair.Up.ReceiveEndAsync();
        await pair.Down.ReceiveEndAsync();

        Assert.Equal(pair.Down.Sent, pair.Down.Received);
        Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_without_a_byte_ends_as_a_completed_one(bool clientFirst)
    {
        await using var relay = await LoopbackRelay.StartAsync(new());
        using var pair = await relay.ConnectAsync();

        pair.From(clientFirst).End();
        await pair.From(clientFirst).ReceiveEndAsync();
        pair.From(!clientFirst).End();
        await pair.From(!clientFirst).ReceiveEndAsync();

        Assert.Equal(ConnectionOutcome.Completed, await pair.EndedAsync());
        Assert.Equal((0, 0), (pair.Up.Received, pair.Down.Received));
        AssertClosed(pair.Connection);
    }

    internal static void AssertClosed(RelayedConnection connection)
    {
        var open = KernelSocket.OpenIdentities();
        Assert.DoesNotContain(connection.Identities.Client, open);
        Assert.DoesNotContain(connection.Identities.Upstream, open);
    }
}
