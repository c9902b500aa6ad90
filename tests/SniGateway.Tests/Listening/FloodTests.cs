using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

public sealed class FloodTests
{
    private const int Clients = 2000;
    private const int Allowed = 64;

    [Fact]
    public async Task A_flood_from_one_source_leaves_room_for_another()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA(backend.Options)) with { Limits = new LimitsOptions { MaxUnroutedPerSource = Allowed } }, TestGateway.Clock());
        var most = 0;
        var flood = new List<Peer>();
        for (var i = 0; i < Clients; i++)
        {
            flood.Add(await gateway.ConnectAsync());
            most = Math.Max(most, gateway.Gateway.Sources.Unrouted);
            if (i == Clients / 2)
                await AssertServedAsync(gateway, backend);
        }

        await Bound.UntilAsync(() => gateway.Listener.Sum(static c => c.Accepted) == Clients + 1);
        await gateway.SettleAsync();
        Assert.Equal(Allowed, gateway.Gateway.Sources.Unrouted);
        // Each loop counts the one that it is about to refuse.
        Assert.InRange(most, 1, Allowed + gateway.Gateway.Loops.Loops.Count);
        Assert.Equal(Clients - Allowed, gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.SourceUnroutedLimit)));
        await AssertServedAsync(gateway, backend);

        flood.ForEach(static client => client.Dispose());
        await gateway.AssertIdleAsync();
    }

    private static async Task AssertServedAsync(TestGateway gateway, TestBackend backend)
    {
        using var client = await gateway.ConnectAsync(Config.Hello(), "127.0.0.2");
        using var upstream = await backend.AcceptAsync();
        Assert.Equal(Config.Hello(), await upstream.ReceiveAsync(Config.Hello().Length));
        await upstream.SendAsync("served"u8.ToArray());
        await client.AssertReceivesAsync("served");
    }
}
