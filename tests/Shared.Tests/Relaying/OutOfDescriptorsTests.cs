using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

[Collection(RelayCollection.Name)]
public sealed class OutOfDescriptorsTests
{
    private const int Room = 10;

    [Fact]
    public async Task Newcomers_are_reset_the_others_live_on_and_places_that_get_free_are_used()
    {
        await using var relay = await RunningRelayProcess.StartAsync();
        // All code has run once, so that the relay's process needs no files any more; and there is a pipe, which is idle.
        Assert.True(await relay.TryConnectAsync());
        await PassAsync(relay.Connections);
        await PassAsync(relay.Connections);
        await relay.SayAsync($"exhaust {2 * Room}", "exhausted");

        while (await relay.TryConnectAsync())
        {
        }

        // One has taken the place of the pipe.
        Assert.Equal(1 + Room + 1, relay.Connections.Count);
        await relay.HearAsync("refused");
        Assert.False(await relay.TryConnectAsync());
        await relay.HearAsync("refused");
        // There is no descriptor for a pipe either.
        await PassAsync(relay.Connections);

        await relay.EndLastAsync();
        Assert.True(await relay.TryConnectAsync());
        await PassAsync(relay.Connections);
        Assert.False(await relay.TryConnectAsync());

        await relay.SayAsync("stop", "stopped");
        await PassAsync(relay.Connections);
    }

    private static Task PassAsync(IEnumerable<RunningRelayProcess.Connection> connections) =>
        Task.WhenAll(connections.Select(static c => Task.WhenAll(c.Up.PassAsync(1_000_000), c.Down.PassAsync(1_000_000))));
}
