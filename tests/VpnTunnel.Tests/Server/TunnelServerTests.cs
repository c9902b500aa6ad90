using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Connectivity.VpnTunnel.Tests.Server.Frontends;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server;

public sealed class TunnelServerTests
{
    private const string QueuedMetric = "connectivity_tunnel_server_carrier_queued_bytes{agent=\"node-1\"}";

    [Fact]
    public async Task Is_ready_once_bytes_come_back_from_an_agent()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "agents: no agent is connected that bytes come back from\n"), await server.GetAsync("/readyz"));
        await using (await server.ConnectAgentAsync())
            await server.ReadyAsync();
        await server.GetUntilAsync("/readyz", static (status, _) => status == HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_agent_that_sends_nothing_back_does_not_count()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        agent.Echoes = false;
        await server.GetUntilAsync("/carriers", static (_, body) => body.Contains("\"usable\":true", StringComparison.Ordinal));
        await server.UntilAsync(() => server.Log.Lines.Any(static l => l == "Warning: Echo through agent node-1 failed: no echo in time"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.GetAsync("/readyz")).Status);
        agent.Echoes = true;
        await server.ReadyAsync();
    }

    [Fact]
    public async Task Carries_bytes_and_tells_of_them()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await client.ReceiveAsync(5));

        var connections = JsonDocument.Parse((await server.GetAsync("/connections")).Body).RootElement;
        var connection = Assert.Single(connections.GetProperty("connections").EnumerateArray());
        Assert.Equal(("relaying", "10.0.0.1:1", "node-1", 5, 5), (
            connection.GetProperty("state").GetString(), connection.GetProperty("destination").GetString(), connection.GetProperty("agent").GetString(),
            connection.GetProperty("bytesUp").GetInt32(), connection.GetProperty("bytesDown").GetInt32()));
        var streams = JsonDocument.Parse((await server.GetAsync("/streams")).Body).RootElement.GetProperty("streams").EnumerateArray();
        Assert.Contains(streams, static s => s.GetProperty("kind").GetString() == "Tcp" && s.GetProperty("destination").GetString() == "10.0.0.1:1");
        var session = Assert.Single(JsonDocument.Parse((await server.GetAsync("/carriers")).Body).RootElement.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("node-1", true, true), (session.GetProperty("agent").GetString(), session.GetProperty("usable").GetBoolean(), session.GetProperty("echo").GetBoolean()));
        Assert.NotEmpty(session.GetProperty("carriers").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.GetAsync("/streams?limit=x")).Status);

        client.EndSending();
        Assert.Empty(await client.ReceiveToEndAsync());
        await server.UntilAsync(() => server.Log.Lines.Any(static l => l.Contains("5 bytes up, 5 bytes down", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metrics_have_their_names_and_konnectivitys()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        using var refused = await server.ConnectAsync(Client.Bytes("GET / HTTP/1.1\r\n\r\n"));
        await refused.ReceiveToEndAsync();
        refused.Dispose();
        var text = await server.GetUntilAsync(
            "/metrics",
            static (_, body) => body.Contains("konnectivity_network_proxy_server_established_connections 1", StringComparison.Ordinal)
                && body.Contains("connectivity_tunnel_server_connections 1", StringComparison.Ordinal));
        string[] expected =
        [
            "connectivity_tunnel_server_connections 1",
            "connectivity_tunnel_server_sessions_ready 1",
            "connectivity_tunnel_server_dials_pending 0",
            "connectivity_tunnel_server_sessions{agent=\"node-1\"} 1",
            "connectivity_tunnel_server_rtt_seconds{agent=\"node-1\"}",
            "outcome=\"MethodNotAllowed\",leg=\"client\"} 1",
            "connectivity_tunnel_server_dial_duration_seconds_count",
            "konnectivity_network_proxy_server_ready_backends 1",
            "konnectivity_network_proxy_server_pending_backend_dials 0",
        ];
        Assert.All(expected, e => Assert.Contains(e, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_in_carriers_is_told_while_an_agent_reads_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        var clients = new List<Client>();
        using var goOn = new ManualResetEventSlim();
        var heldUp = Task.CompletedTask;
        try
        {
            // All together more than the agent's socket takes unread, and each what a stream may send at first.
            for (var i = 0; i < 32; i++)
                clients.Add(await server.OpenAsync());
            heldUp = agent.HoldUpAsync(goOn);
            foreach (var client in clients)
                await client.SendAsync(new byte[60_000]);
            await server.GetUntilAsync("/carriers", static (_, body) => QueuedBytes(body) > 0);
            await server.GetUntilAsync("/metrics", static (_, body) => body.Split('\n').Any(static l => l.StartsWith(QueuedMetric, StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal)));
        }
        finally
        {
            goOn.Set();
            await heldUp;
        }

        await server.GetUntilAsync("/carriers", static (_, body) => QueuedBytes(body) == 0);
        await server.GetUntilAsync("/metrics", static (_, body) => body.Contains($"{QueuedMetric} 0\n", StringComparison.Ordinal));
        clients.ForEach(static c => c.Dispose());
    }

    [Fact]
    public async Task Another_configuration_is_put_in_force_as_far_as_it_goes()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Empty(await server.ApplyAsync(server.Text(allowed: "[kube-apiserver]", extra: "members: [s-0, s-1]")));
        await using var client = await server.Certificates.ConnectAsync(
            server.Listeners.Frontends[2].Socket.LocalEndpoint.ToIPEndPoint(), "somebody", server.Patience);
        await client.WriteAsync(Client.Connect("a:1"), server.Patience);
        Assert.StartsWith("HTTP/1.1 403 ", await new StreamReader(client, Encoding.ASCII).ReadToEndAsync(server.Patience), StringComparison.Ordinal);

        var warnings = await server.ApplyAsync(
            server.Text(extra: "resume: { window: 1s }").Replace("serverId: s-0", "serverId: s-9", StringComparison.Ordinal).Replace("/s\"", "/t\"", StringComparison.Ordinal));
        Assert.Equal(4, warnings.Count);
        Assert.Contains(warnings, static w => w.StartsWith("serverId:", StringComparison.Ordinal));
        Assert.Contains(warnings, static w => w.EndsWith("/t is listened on only after a restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drain_refuses_new_clients_and_lets_open_streams_go_on()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();

        server.Raise(PosixSignal.SIGTERM);

        await server.GetUntilAsync("/readyz", static (_, body) => body == "draining\n");
        await server.UntilAsync(() => !server.Listeners.AcceptsClients && !File.Exists(server.Certificates.Folder + "/s"));
        var refused = await Assert.ThrowsAsync<SocketException>(() => server.ConnectAsync([]));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await client.SendAsync("still"u8.ToArray());
        Assert.Equal("still"u8.ToArray(), await client.ReceiveAsync(5));
        Assert.False(server.Exit.IsCompleted);
        client.EndSending();
        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(0, await server.Exit);
    }

    [Fact]
    public async Task An_agent_that_comes_during_a_drain_is_told_of_it()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        server.Raise(PosixSignal.SIGTERM);
        await server.GetUntilAsync("/readyz", static (_, body) => body == "draining\n");

        await using var late = await server.ConnectAgentAsync("node-2");

        while (!await late.IsToldOfDrainAsync())
            await Task.Yield();
    }

    [Fact]
    public async Task An_agent_that_ends_in_order_leaves_no_session_behind_and_its_end_is_told_with_its_time()
    {
        await using var server = await RunningServer.StartAsync();
        await using (await server.ConnectAgentAsync())
            await server.ReadyAsync();

        var answer = await server.GetUntilAsync("/carriers", static (_, body) => body.StartsWith("""{"sessions":[]""", StringComparison.Ordinal));
        var end = JsonDocument.Parse(answer).RootElement.GetProperty("lastCarrierEnd");
        Assert.Equal(
            ("node-1", "PeerClosed", "Draining"),
            (end.GetProperty("agent").GetString(), end.GetProperty("kind").GetString(), end.GetProperty("detail").GetString()));
        Assert.True(end.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task What_is_open_at_the_end_of_a_drain_is_reset_and_told_as_drained()
    {
        await using var server = await RunningServer.StartAsync(drain: "200ms");
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        server.Raise(PosixSignal.SIGTERM);
        await client.AssertResetAsync();
        Assert.Equal(0, await server.Exit);
        Assert.Contains(server.Log.Lines, static l => l.Contains("Drained (server)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_signal_resets_everything_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        server.Raise(PosixSignal.SIGTERM);
        server.Raise(PosixSignal.SIGTERM);
        await client.AssertResetAsync();
        Assert.Equal(128 + 15, await server.Exit);
    }

    [Fact]
    public async Task Streams_survive_the_loss_of_every_carrier()
    {
        await using var server = await RunningServer.StartAsync();
        await using var agent = await server.ConnectAgentAsync();
        await server.ReadyAsync();
        using var client = await server.OpenAsync();
        for (var round = 0; round < 3; round++)
        {
            await agent.CutCarriersAsync();
            await client.SendAsync("again"u8.ToArray());
            Assert.Equal("again"u8.ToArray(), await client.ReceiveAsync(5));
        }
    }

    private static long QueuedBytes(string carriers)
    {
        using var json = JsonDocument.Parse(carriers);
        return json.RootElement.GetProperty("sessions").EnumerateArray().SelectMany(static s => s.GetProperty("carriers").EnumerateArray()).Sum(static c => c.GetProperty("queuedBytes").GetInt64());
    }
}
