using System.Text.Json;
using Connectivity.SniGateway.Admin;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Listening;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Admin;

/// <summary>What <c>/routes</c> answers.</summary>
public sealed class RouteListTests
{
    [Fact]
    public async Task A_route_is_listed_with_its_selectors_connections_and_backends()
    {
        await using var relays = await Relays.StartAsync(2);
        await Relays.EndAsync(relays.Pairs[0]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 1);

        var list = List(relays.Test);
        Assert.Equal(0, list.GetProperty("generation").GetInt32());
        var hello = Config.Hello().Length;
        AssertJson(
            $$"""
            {"name":"a","tenant":"a","hosts":["{{Config.NameA}}"],"active":1,"accepted":2,"bytesUp":{{2 * hello}},"bytesDown":0,
             "ended":{"Completed":1},
             "backends":[{"address":"{{relays.Backend.Endpoint}}","weight":1,
               "endpoints":[{"address":"{{relays.Backend.Endpoint}}","usable":true,"active":1,"consecutiveFailures":0}]}]}
            """,
            Assert.Single(list.GetProperty("routes").EnumerateArray()));
    }

    [Fact]
    public async Task An_endpoint_that_was_taken_out_says_for_how_long()
    {
        using var refusing = TestBackend.Refusing();
        var options = Config.Of(Config.RouteA(refusing.Options with { Zone = "here" })) with
        {
            OutlierEjection = new OutlierEjectionOptions { ConsecutiveFailures = 1 },
        };
        await using var gateway = await TestGateway.StartAsync(options, TestGateway.Clock());
        using (var client = await gateway.ConnectAsync(Config.Hello()))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 80);
        await gateway.AdvanceAsync(TimeSpan.FromSeconds(1));

        var route = Assert.Single(List(gateway).GetProperty("routes").EnumerateArray());
        AssertJson("""{"ConnectRefused":1}""", route.GetProperty("ended"));
        var failure = route.GetProperty("lastFailure").GetRawText();
        Assert.StartsWith("""{"outcome":"ConnectRefused","at":"20""", failure, StringComparison.Ordinal);
        AssertJson(
            $$"""
            [{"address":"{{refusing.Endpoint}}","weight":1,"zone":"here",
              "endpoints":[{"address":"{{refusing.Endpoint}}","usable":false,"active":0,"consecutiveFailures":1,"lastFailure":{{failure}},"ejectedForMs":4000}]}]
            """,
            route.GetProperty("backends"));
    }

    [Fact]
    public async Task A_failure_of_the_routes_own_is_not_its_backends_and_ends_of_clients_are_none()
    {
        await using var relays = await Relays.StartAsync(1);
        await Relays.EndAsync(relays.Pairs[0]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 0);
        Assert.False(List(relays.Test).GetProperty("routes")[0].TryGetProperty("lastFailure", out _));

        await relays.Test.ApplyAsync(Config.Of(Config.RouteA(relays.Backend.Options) with { AllowedSources = [Config.Range("192.0.2.0/24")] }));
        using (var refused = await relays.Test.ConnectAsync(Config.Hello()))
            await Bound.UntilAsync(() => List(relays.Test).GetProperty("routes")[0].TryGetProperty("lastFailure", out _));

        var route = List(relays.Test).GetProperty("routes")[0];
        Assert.Equal("SourceDenied", route.GetProperty("lastFailure").GetProperty("outcome").GetString());
        Assert.False(route.GetProperty("backends")[0].GetProperty("endpoints")[0].TryGetProperty("lastFailure", out _));
    }

    [Fact]
    public async Task Every_kind_of_selector_is_told_and_the_generation_grows()
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of());
        await gateway.ApplyAsync(Config.Of(Sample.Route("r") with
        {
            ConnectDestinations = ["outbound|443||a"],
            ProxyDestinations = [Sample.Endpoint("10.2.3.4:443")],
        }));
        var list = List(gateway);
        Assert.Equal(1, list.GetProperty("generation").GetInt32());
        var route = Assert.Single(list.GetProperty("routes").EnumerateArray());
        AssertJson("""["outbound|443||a"]""", route.GetProperty("connectDestinations"));
        AssertJson("""["10.2.3.4:443"]""", route.GetProperty("proxyDestinations"));
        Assert.False(route.TryGetProperty("hosts", out _));
    }

    private static JsonElement List(TestGateway gateway)
    {
        using var document = JsonDocument.Parse(RouteList.Write(gateway.Gateway));
        return document.RootElement.Clone();
    }

    private static void AssertJson(string expected, JsonElement actual)
    {
        using var document = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(document.RootElement, actual), $"{expected}\nis not\n{actual.GetRawText()}");
    }
}
