using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Routes come, change and go; connections that this is not about do not notice.</summary>
public sealed class ReloadTests
{
    private const string NameB = "api.b.example.org";

    [Fact]
    public async Task A_route_that_comes_is_found_by_new_connections()
    {
        await using var relays = await Relays.StartAsync(1);
        using (var early = await relays.Test.ConnectAsync(Config.Hello(NameB)))
            await early.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 112);

        await relays.Test.ApplyAsync(Config.Of(Config.RouteA(relays.Backend.Options), RouteB(relays)));
        await Relays.AssertAliveAsync(await relays.AddAsync(NameB));
        await Relays.AssertAliveAsync(relays.Pairs[0]);
        Assert.Equal(1, relays.Test.Gateway.Routes.Current.Generation);
    }

    [Fact]
    public async Task A_client_that_was_silent_over_a_reload_is_routed_by_the_new_routes()
    {
        await using var relays = await Relays.StartAsync(0);
        using var client = await relays.Test.ConnectAsync(Config.Hello(NameB)[..50]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Sources.Unrouted == 1);
        await relays.Test.SettleAsync();

        await relays.Test.ApplyAsync(Config.Of(RouteB(relays)));
        await client.SendAsync(Config.Hello(NameB).AsMemory(50));
        using var upstream = await relays.Backend.AcceptAsync();
        Assert.Equal(Config.Hello(NameB), await upstream.ReceiveAsync(Config.Hello(NameB).Length));
        await Relays.AssertAliveAsync((client, upstream));
    }

    [Fact]
    public async Task Connections_of_a_route_that_goes_live_on()
    {
        await using var relays = await Relays.StartAsync(1);
        await relays.Test.ApplyAsync(Config.Of());
        using (var late = await relays.Test.ConnectAsync(Config.Hello()))
            await late.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 112);
        await Relays.AssertAliveAsync(relays.Pairs[0]);
        await Relays.EndAsync(relays.Pairs[0]);
        await relays.Test.AssertIdleAsync();
    }

    [Fact]
    public async Task Connections_of_a_route_that_closes_on_removal_are_reset_and_no_others()
    {
        await using var relays = await Relays.StartAsync(2, change: static o => o with { Routes = [o.Routes[0] with { CloseOnRemove = true }] });
        var both = relays.Test.Gateway.Routes.Current.Options;
        await relays.Test.ApplyAsync(both with { Routes = [both.Routes[0], RouteB(relays) with { CloseOnRemove = true }] });
        var other = await relays.AddAsync(NameB);

        await relays.Test.ApplyAsync(Config.Of(RouteB(relays) with { CloseOnRemove = true }));
        foreach (var (client, upstream) in relays.Pairs.Take(2))
        {
            await client.AssertEndAsync(PeerEnd.Reset);
            await upstream.AssertEndAsync(PeerEnd.Reset);
        }

        await Relays.AssertAliveAsync(other);
        Assert.Equal(2, relays.Test.Listener.Sum(static c => c.Ended(ConnectionOutcome.RouteRemoved)));
        Assert.All(await relays.Test.LogAsync(2), static l => Assert.Equal("RouteRemoved", l.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_connection_of_a_removed_route_that_is_not_there_yet_does_not_get_there()
    {
        using var hanging = await TestBackend.StartHangingAsync();
        using var backend = TestBackend.Start();
        var route = Config.RouteA(hanging.Options with { Zone = "here" }, backend.Options) with { CloseOnRemove = true };
        await using var gateway = await TestGateway.StartAsync(Config.Of(route) with { Zone = "here" }, TestGateway.Clock());
        using var client = await gateway.ConnectAsync(Config.Hello());
        var state = gateway.Gateway.Routes.Current.Table.Routes[0].State;
        await Bound.UntilAsync(() => state.Active == 1);
        await gateway.SettleAsync();
        await gateway.ApplyAsync(Config.Of());
        await gateway.AdvanceAsync(TimeSpan.FromSeconds(5));
        await client.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertIdleAsync();
        Assert.Equal((0, 1), (state.Active, state.Ended(ConnectionOutcome.RouteRemoved)));
    }

    [Fact]
    public async Task A_changed_route_sends_new_connections_to_its_new_backend()
    {
        using var other = TestBackend.Start();
        await using var relays = await Relays.StartAsync(1);
        await relays.Test.ApplyAsync(Config.Of(Config.RouteA(other.Options)));
        using var client = await relays.Test.ConnectAsync(Config.Hello());
        using var upstream = await other.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        await Relays.AssertAliveAsync((client, upstream));
        await Relays.AssertAliveAsync(relays.Pairs[0]);
        Assert.Equal(2, relays.Test.Gateway.Routes.Current.Table.Routes[0].State.Active);
    }

    [Fact]
    public async Task Limits_and_listener_settings_come_into_force_for_new_connections()
    {
        await using var relays = await Relays.StartAsync(1);
        await relays.Test.ApplyAsync(Config.Of(Config.Tls with { OnNoRoute = NoRouteAction.Reset }, Config.RouteA(relays.Backend.Options)) with
        {
            Limits = new LimitsOptions { MaxConnections = 2 },
        });
        using (var nowhere = await relays.Test.ConnectAsync(Config.Hello(NameB)))
            await nowhere.AssertEndAsync(PeerEnd.Reset);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 1);
        await relays.AddAsync(Config.NameA);
        using (var tooMany = await relays.Test.ConnectAsync(Config.Hello()))
            await tooMany.AssertEndAsync(PeerEnd.Reset);
        await Relays.AssertAliveAsync(relays.Pairs[0]);
    }

    private static RouteOptions RouteB(Relays relays) => Sample.Route("b", NameB, relays.Backend.Options);
}
