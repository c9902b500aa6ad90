using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Connectivity.SniGateway.Tests.Listening;
using Xunit;

namespace Connectivity.SniGateway.Tests.Admin;

/// <summary>The whole agent in its host, from a file to SIGTERM.</summary>
public sealed class GatewayAgentTests
{
    [Fact]
    public async Task The_admin_endpoint_shows_connections_routes_and_metrics()
    {
        using var backend = TestBackend.Start();
        await using var agent = await RunningAgent.StartAsync(Routes(backend));
        using var client = await Peer.ConnectAsync(agent.Listener);
        await client.SendAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);

        using var connections = JsonDocument.Parse(await agent.GetAsync("/connections?route=a&limit=10"));
        Assert.Equal(1, connections.RootElement.GetProperty("connections").GetArrayLength());
        using var others = JsonDocument.Parse(await agent.GetAsync("/connections?route=b"));
        Assert.Equal(0, others.RootElement.GetProperty("connections").GetArrayLength());
        using var routes = JsonDocument.Parse(await agent.GetAsync("/routes"));
        Assert.Equal("a", routes.RootElement.GetProperty("routes")[0].GetProperty("name").GetString());
        using var config = JsonDocument.Parse(await agent.GetAsync("/config"));
        Assert.Equal("tls", config.RootElement.GetProperty("listeners")[0].GetProperty("name").GetString());

        var metrics = await agent.GetAsync("/metrics");
        Assert.Contains("connectivity_connections_active 1", metrics, StringComparison.Ordinal);
        Assert.Contains("connectivity_listener_accepted_total{listener=\"tls\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("connectivity_route_connections_active{", metrics, StringComparison.Ordinal);
        Assert.Contains("connectivity_backend_up{", metrics, StringComparison.Ordinal);
        Assert.Contains("connectivity_config_generation 0", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("100001")]
    [InlineData("")]
    public async Task A_limit_that_is_none_is_a_bad_request(string limit)
    {
        await using var agent = await RunningAgent.StartAsync("");
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => agent.GetAsync($"/connections?limit={limit}"));
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
    }

    [Fact]
    public async Task A_new_file_comes_into_force_and_what_takes_a_restart_is_told()
    {
        using var backend = TestBackend.Start();
        await using var agent = await RunningAgent.StartAsync("");
        agent.Write($"loops: 3\nkeepalive: {{ probes: 9 }}\n{Routes(backend)}");
        await agent.LoggedAsync("loops: the new value takes a restart");
        await agent.LoggedAsync("listeners: tls keeps its backlog and its clients' keepalive until a restart");
        using var client = await Peer.ConnectAsync(agent.Listener);
        await client.SendAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        Assert.Equal(Config.Hello(), await upstream.ReceiveAsync(Config.Hello().Length));
    }

    [Fact]
    public async Task A_file_whose_listener_cannot_be_bound_leaves_the_old_one_in_force()
    {
        using var taken = TestBackend.Start();
        await using var agent = await RunningAgent.StartAsync("");
        agent.Write(Routes(taken), listener: taken.Endpoint.ToString());
        await Bound.UntilAsync(() => agent.Log.Lines.Any(static l => l.StartsWith("Error", StringComparison.Ordinal)));
        Assert.DoesNotContain("\"a\"", await agent.GetAsync("/routes"), StringComparison.Ordinal);
        using var client = await Peer.ConnectAsync(agent.Listener);
        await client.SendAsync(Config.Hello());
        await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 112);
    }

    [Fact]
    public async Task SIGTERM_drains_and_ends_with_0()
    {
        using var backend = TestBackend.Start();
        await using var agent = await RunningAgent.StartAsync(Routes(backend));
        using var client = await Peer.ConnectAsync(agent.Listener);
        await client.SendAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);

        agent.Raise(PosixSignal.SIGTERM);
        await agent.NotReadyAsync();
        await Relays.AssertAliveAsync((client, upstream));
        await Relays.EndAsync((client, upstream));
        Assert.Equal(0, await agent.Exit);
    }

    [Theory]
    [InlineData("accessLog: { path: /nowhere/access.log }")]
    [InlineData("accessLog: { path: / }")]
    public async Task A_start_that_fails_says_why_and_exits_with_1(string keys)
    {
        await using var agent = RunningAgent.Launch(keys);
        Assert.Equal(1, await agent.Exit);
        Assert.Contains(
            agent.Log.Lines,
            static l => l.StartsWith("Error", StringComparison.Ordinal) || l.StartsWith("Critical", StringComparison.Ordinal));
    }

    private static string Routes(TestBackend backend) =>
        $"routes:\n  - {{ name: a, hosts: [{Config.NameA}], backends: [{{ address: \"{backend.Endpoint}\" }}] }}\n";
}
