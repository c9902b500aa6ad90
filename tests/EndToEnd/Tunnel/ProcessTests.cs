using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>The end of a program, in order or not: a stream that it cuts is never shown as one that was done.</summary>
public sealed class ProcessTests(ShootNetwork network) : TunnelScenario(network)
{
    // Longer than any test waits: what ends before has another reason.
    private const string LongWindow = "resume: { window: 10m }";

    [Fact]
    public async Task A_draining_server_lets_streams_end_and_takes_no_new_ones()
    {
        var (server, agent) = await StartPairAsync("drain: { timeout: 10m }");
        var (client, target) = await ConnectAsync(server, StartTarget());

        server.Program.Terminate();
        await server.Program.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await Patience.UntilAsync(() => IsRefusedAsync(server), () => "a draining server still takes clients");
        await client.SendAsync("still here");
        await target.ExpectAsync("still here");
        await Task.WhenAll(target.SendAsync(BytePattern.Down, 0, 1 << 20), client.ReceiveAsync(BytePattern.Down, 0, 1 << 20));
        await target.FinishAsync();
        Assert.Equal(ConnectionEnd.Fin, await client.EndAsync());
        await client.FinishAsync();

        Assert.Equal(ConnectionEnd.Fin, await target.EndAsync());
        Assert.Equal(0, await server.Program.ExitCodeAsync());
        await Patience.UntilAsync(
            () => Task.FromResult(agent.Program.Log.Text().Contains("the server closed it: Draining", StringComparison.Ordinal)),
            () => $"the agent does not take it for an orderly end:\n{agent.Program.Log.Text()}");
    }

    [Theory]
    [InlineData(Frontend.Connect)]
    [InlineData(Frontend.ConnectTls)]
    public async Task A_stream_that_stays_is_reset_when_the_servers_drain_is_over(Frontend frontend)
    {
        var (server, agent) = await StartPairAsync("drain: { timeout: 1s }");
        var (client, target) = await ConnectAsync(server, StartTarget(), frontend);

        server.Program.Terminate();

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(ConnectionEnd.Reset, await target.EndAsync());
        Assert.Equal(0, await server.Program.ExitCodeAsync());
        await agent.Admin.WaitForMetricAsync(0, "connectivity_tunnel_agent_streams_open");
    }

    [Theory]
    [InlineData(Frontend.Connect)]
    [InlineData(Frontend.ConnectTls)]
    [InlineData(Frontend.Socks)]
    public async Task A_killed_server_resets_its_clients_and_by_its_successor_the_targets(Frontend frontend)
    {
        var (server, agent) = await StartPairAsync(LongWindow);
        var target = StartTarget();
        var (client, far) = await ConnectAsync(server, target, frontend);
        var (idleClient, idleFar) = await ConnectAsync(server, target, frontend);
        var sending = SendUntilItFailsAsync(far);
        await client.ReceiveAsync(BytePattern.Down, 0, 1 << 20);

        await server.Program.KillAsync();
        Assert.Equal(ConnectionEnd.Reset, (await client.EndAfterBytesAsync()).End);
        Assert.Equal(ConnectionEnd.Reset, await idleClient.EndAsync());
        var successor = await StartServerAsync(server.Plan);

        Assert.Equal(SocketError.ConnectionReset, await sending);
        Assert.Equal(ConnectionEnd.Reset, await idleFar.EndAsync());
        await successor.WaitForCarriersAsync(2);
        await (await ConnectAsync(successor, StartEcho().Address, frontend)).ProveAliveAsync("by the successor");
        await agent.Admin.WaitForMetricAsync(1, "connectivity_tunnel_agent_streams_open");
    }

    [Theory]
    [InlineData(Frontend.Connect)]
    [InlineData(Frontend.ConnectTls)]
    public async Task A_killed_server_resets_clients_that_have_just_got_their_answer(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        var echo = StartEcho();
        var clients = new List<TunnelEnd>();
        for (var i = 0; i < 10; i++)
            clients.Add(await ConnectAsync(server, echo.Address, frontend));

        await server.Program.KillAsync();

        foreach (var client in clients)
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
    }

    [Fact]
    public async Task A_killed_server_without_successor_costs_the_targets_the_resume_window()
    {
        var (server, _) = await StartPairAsync("resume: { window: 1s }");
        var (_, target) = await ConnectAsync(server, StartTarget());

        await server.Program.KillAsync();

        Assert.Equal(ConnectionEnd.Reset, await target.EndAsync());
    }

    [Fact]
    public async Task A_draining_agent_lets_streams_end_and_takes_no_new_ones()
    {
        var (server, agent) = await StartPairAsync(agentMore: "drain: { timeout: 10m }");
        var target = StartTarget();
        var (client, far) = await ConnectAsync(server, target);

        agent.Program.Terminate();
        await agent.Program.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        var answer = "";
        await Patience.UntilAsync(
            async () => (answer = await FrontendClient.AskAsync(server, target.Address.ToString())).StartsWith("HTTP/1.1 503 ", StringComparison.Ordinal),
            () => $"answered {answer}");
        await Task.WhenAll(client.SendAsync(BytePattern.Up, 0, 1 << 20), far.ReceiveAsync(BytePattern.Up, 0, 1 << 20));
        await client.FinishAsync();
        Assert.Equal(ConnectionEnd.Fin, await far.EndAsync());
        await far.FinishAsync();

        Assert.Equal(ConnectionEnd.Fin, await client.EndAsync());
        Assert.Equal(0, await agent.Program.ExitCodeAsync());
        await server.Program.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        // In order: no loss, and nothing is kept for an agent that does not come back.
        Assert.Empty(await server.SessionsAsync());
        var end = (await server.Admin.GetJsonAsync("/carriers"))["lastCarrierEnd"]!;
        Assert.Equal(("PeerClosed", "Draining"), ((string?)end["kind"], (string?)end["detail"]));
    }

    [Fact]
    public async Task A_stream_that_stays_is_reset_when_the_agents_drain_is_over()
    {
        var (server, agent) = await StartPairAsync(LongWindow, "drain: { timeout: 1s }");
        var (client, target) = await ConnectAsync(server, StartTarget());

        agent.Program.Terminate();

        Assert.Equal(ConnectionEnd.Reset, await target.EndAsync());
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await agent.Program.ExitCodeAsync());
        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections_total", "outcome=\"AgentDrained\"");
    }

    [Theory]
    [InlineData(Frontend.Connect)]
    [InlineData(Frontend.ConnectTls)]
    [InlineData(Frontend.Socks)]
    public async Task A_killed_agent_resets_its_targets_and_by_its_successor_the_clients(Frontend frontend)
    {
        var server = await StartServerAsync(LongWindow);
        var plan = new AgentPlan { Servers = [AgentPlan.Direct(server.Carriers)] };
        var agent = await StartAgentAsync(plan);
        await server.WaitForCarriersAsync(2);
        var target = StartTarget();
        var (client, far) = await ConnectAsync(server, target, frontend);
        var (idleClient, idleFar) = await ConnectAsync(server, target, frontend);
        var sending = SendUntilItFailsAsync(far);
        await client.ReceiveAsync(BytePattern.Down, 0, 1 << 20);

        await agent.Program.KillAsync();
        Assert.Equal(SocketError.ConnectionReset, await sending);
        Assert.Equal(ConnectionEnd.Reset, await idleFar.EndAsync());
        await StartAgentAsync(plan);

        Assert.Equal(ConnectionEnd.Reset, (await client.EndAfterBytesAsync()).End);
        Assert.Equal(ConnectionEnd.Reset, await idleClient.EndAsync());
        await server.WaitForCarriersAsync(2);
        await (await ConnectAsync(server, StartEcho().Address, frontend)).ProveAliveAsync("by the successor");
        await server.Admin.WaitForMetricAsync(2, "connectivity_tunnel_server_connections_total", "outcome=\"SessionLost\"");
    }

    [Fact]
    public async Task A_killed_agent_without_successor_costs_the_clients_the_resume_window()
    {
        var (server, agent) = await StartPairAsync("resume: { window: 1s }");
        var (client, _) = await ConnectAsync(server, StartTarget());

        await agent.Program.KillAsync();

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Contains("X-Tunnel-Error: NoAgent", await FrontendClient.AskAsync(server, $"{Network.Seed}:1"), StringComparison.Ordinal);
    }

    private static async Task<SocketError> SendUntilItFailsAsync(TunnelEnd end)
    {
        try
        {
            await end.SendAsync(BytePattern.Down, 0, long.MaxValue);
            return SocketError.Success;
        }
        catch (IOException error) when (error.InnerException is SocketException socket)
        {
            return socket.SocketErrorCode;
        }
    }

    private static async Task<bool> IsRefusedAsync(TunnelServer server)
    {
        try
        {
            using var end = await FrontendClient.OpenAsync(server, Frontend.Connect);
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
