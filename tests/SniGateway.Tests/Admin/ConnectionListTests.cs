using System.Text.Json;
using Connectivity.SniGateway.Admin;
using Connectivity.SniGateway.Tests.Listening;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Admin;

/// <summary>What <c>/connections</c> answers.</summary>
public sealed class ConnectionListTests
{
    [Fact]
    public async Task A_relayed_connection_is_listed_with_its_bytes_and_times()
    {
        var clock = TestGateway.Clock();
        await using var relays = await Relays.StartAsync(1, clock);
        await relays.Test.AdvanceAsync(TimeSpan.FromSeconds(2));
        await Relays.AssertAliveAsync(relays.Pairs[0]);
        await relays.Test.SettleAsync();
        await relays.Test.AdvanceAsync(TimeSpan.FromSeconds(1));

        var list = await ListAsync(relays.Test);
        Assert.Equal((1, 0), (list.GetProperty("total").GetInt32(), list.GetProperty("unrouted").GetInt32()));
        var connection = Assert.Single(list.GetProperty("connections").EnumerateArray());
        Assert.Equal(
            [
                "id", "listener", "client", "name", "ja4", "route", "tenant", "backend", "attempts", "state", "bytesUp", "bytesDown", "ageMs",
                "idleMs", "loop",
            ],
            connection.EnumerateObject().Select(static p => p.Name));
        Assert.Equal(relays.Pairs[0].Client.Local.ToString(), connection.GetProperty("client").GetString());
        Assert.Equal("relaying", connection.GetProperty("state").GetString());
        Assert.Equal(
            [Config.Hello().Length + 4, 4, 3000, 1000],
            ((string[])["bytesUp", "bytesDown", "ageMs", "idleMs"]).Select(name => connection.GetProperty(name).GetInt64()));
    }

    [Fact]
    public async Task A_connection_without_a_route_and_one_without_a_backend_are_told_apart()
    {
        using var hanging = await TestBackend.StartHangingAsync();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(hanging.Options)), TestGateway.Clock());
        using var silent = await gateway.ConnectAsync();
        using var waiting = await gateway.ConnectAsync(Config.Hello());
        var endpoint = gateway.Gateway.Routes.Current.Table.Routes[0].Backends.Members[0].Backend.Endpoints[0];
        await Bound.UntilAsync(() => gateway.Gateway.Connections == 2 && endpoint.Active == 1);

        var list = await ListAsync(gateway);
        Assert.Equal((2, 1), (list.GetProperty("total").GetInt32(), list.GetProperty("unrouted").GetInt32()));
        Assert.Equal(
            ["connecting a", "unrouted"],
            list.GetProperty("connections").EnumerateArray().Select(StateAndRoute).Order());
    }

    [Fact]
    public async Task The_list_is_of_one_route_or_tenant_where_that_is_asked_for()
    {
        await using var relays = await Relays.StartAsync(0);
        await relays.Test.ApplyAsync(Config.Of(
            Config.RouteA(relays.Backend.Options) with { Tenant = "t" },
            Sample.Route("b", "b.example.org", relays.Backend.Options) with { Tenant = "t" },
            Sample.Route("c", "c.example.org", relays.Backend.Options)));
        foreach (var name in (string[])[Config.NameA, "b.example.org", "c.example.org"])
            await relays.AddAsync(name);

        Assert.Equal(["b"], await RoutesAsync(relays.Test, "b"));
        Assert.Equal(["a", "b"], await RoutesAsync(relays.Test, "t"));
        Assert.Empty(await RoutesAsync(relays.Test, "nobody"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task No_more_are_listed_than_asked_for_and_the_total_is_told(int limit)
    {
        await using var relays = await Relays.StartAsync(5);
        var list = await ListAsync(relays.Test, limit: limit);
        Assert.Equal(Math.Min(5, limit), list.GetProperty("connections").GetArrayLength());
        Assert.Equal(5, list.GetProperty("total").GetInt32());
    }

    private static async Task<JsonElement> ListAsync(TestGateway gateway, string? filter = null, int limit = ConnectionList.DefaultLimit)
    {
        using var document = JsonDocument.Parse(await ConnectionList.WriteAsync(gateway.Gateway, filter, limit, CancellationToken.None));
        return document.RootElement.Clone();
    }

    private static async Task<IEnumerable<string?>> RoutesAsync(TestGateway gateway, string filter) =>
        (await ListAsync(gateway, filter)).GetProperty("connections").EnumerateArray().Select(static c => c.GetProperty("route").GetString()).Order();

    private static string StateAndRoute(JsonElement connection) =>
        $"{connection.GetProperty("state").GetString()} {(connection.TryGetProperty("route", out var route) ? route.GetString() : "")}".Trim();
}
