using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

public sealed class RoutingTests
{
    [Theory]
    [InlineData("api.a.example.org", "a")]
    [InlineData("API.A.Example.ORG", "a")]
    [InlineData("api.a.example.org.", "a")]
    [InlineData("api.b.example.org", "b")]
    [InlineData("one.more.b.example.org", "b")]
    [InlineData("API.B.example.org.", "b")]
    public async Task A_server_name_leads_to_its_backend(string name, string route)
    {
        using var a = TestBackend.Start();
        using var b = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA(a.Options), Sample.Route("b", "*.b.example.org", b.Options)));
        var hello = Config.Hello(name);

        using var client = await gateway.ConnectAsync(hello);
        using var upstream = await (route == "a" ? a : b).AcceptAsync();
        Assert.Equal(hello, await upstream.ReceiveAsync(hello.Length));
        await upstream.SendAsync("welcome"u8.ToArray());
        await client.AssertReceivesAsync("welcome");

        client.EndSending();
        Assert.Empty(await upstream.ReceiveAsync(1));
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, route);
        Assert.Equal(name.TrimEnd('.').ToLowerInvariant(), line.GetProperty("name").GetString());
        Assert.False((route == "a" ? b : a).IsWanted);
    }

    [Fact]
    public async Task A_direction_that_has_ended_leaves_the_other_open()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        using var client = await gateway.ConnectAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        client.EndSending();
        await upstream.AssertEndAsync(PeerEnd.Fin, Config.Hello());

        var answer = new byte[300_000];
        Random.Shared.NextBytes(answer);
        await upstream.SendAsync(answer);
        Assert.Equal(answer, await client.ReceiveAsync(answer.Length));
    }
}
