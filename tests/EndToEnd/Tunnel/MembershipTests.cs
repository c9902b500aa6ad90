using System.Net;
using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>More than one agent, more than one server.</summary>
public sealed class MembershipTests(ShootNetwork network) : TunnelScenario(network)
{
    [Fact]
    public async Task Two_agents_of_one_name_both_work_and_it_is_told()
    {
        var (server, agent) = await StartPairAsync();
        var twin = await StartAgentAsync(new AgentPlan { Servers = [AgentPlan.Direct(server.Carriers)] });
        await server.WaitForCarriersAsync(4);
        var echo = StartEcho();

        for (var i = 0; i < 4; i++)
            await (await ConnectAsync(server, echo.Address)).ProveAliveAsync($"{i}");

        await agent.Admin.WaitForMetricAsync(2, "connectivity_tunnel_agent_streams_open");
        await twin.Admin.WaitForMetricAsync(2, "connectivity_tunnel_agent_streams_open");
        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_sessions_duplicate");
        var warning = await server.Program.LineAsync("DuplicateAgent");
        Assert.Equal(("Warning", "node-1"), ((string)warning["level"]!, (string)warning["agent"]!));

        await twin.Program.KillAsync();
        await server.Admin.WaitForMetricAsync(0, "connectivity_tunnel_server_sessions_duplicate");
        await (await ConnectAsync(server, echo.Address)).ProveAliveAsync("one is left");
    }

    [Fact]
    public async Task The_agent_that_is_nearest_is_asked_and_without_it_the_other_at_once()
    {
        var server = await StartServerAsync("zone: a");
        var near = await StartAgentAsync(Plan(server, "near", $"zone: a\nadvertise: [{Network.OtherSeed}]"));
        var far = await StartAgentAsync(Plan(server, "far", $"zone: b\nadvertise: [\"{Network.Seed}/32\"]"));
        await server.WaitForCarriersAsync(4);
        var (onFar, onNear) = (StartTarget(), StartTarget(Network.OtherSeed));

        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal("far", await AgentOfAsync(server, onFar));
            Assert.Equal("near", await AgentOfAsync(server, onNear));
        }

        await far.Program.KillAsync();
        Assert.Equal("near", await AgentOfAsync(server, onFar));
        await near.Program.KillAsync();
        Assert.StartsWith("HTTP/1.1 503 ", await FrontendClient.AskAsync(server, onFar.Address.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_of_the_servers_own_zone_is_asked_and_without_it_the_other_at_once()
    {
        var server = await StartServerAsync("zone: b");
        await StartAgentAsync(Plan(server, "in-a", "zone: a"));
        var near = await StartAgentAsync(Plan(server, "in-b", "zone: b"));
        await server.WaitForCarriersAsync(4);
        var target = StartTarget();

        foreach (var _ in Enumerable.Range(0, 5))
            Assert.Equal("in-b", await AgentOfAsync(server, target));
        await near.Program.KillAsync();
        Assert.Equal("in-a", await AgentOfAsync(server, target));
    }

    [Fact]
    public async Task A_second_server_is_found_by_what_the_first_one_tells()
    {
        await Network.ReplaceFileAsync("/etc/hosts", $"127.0.0.1 localhost\n{Network.Seed} server-0\n{Network.OtherSeed} server-1\n");
        var first = await StartServerAsync("members: [server-0]");
        var agent = await StartAgentAsync(new AgentPlan
        {
            Servers = [AgentPlan.Direct(first.Carriers)],
            More = $$"""serverTemplate: { address: "{server}:{{first.Carriers.Port}}", tlsServerName: {{TunnelPki.ServerName}} }""",
        });
        await agent.Program.WaitForReadinessAsync();
        var stream = await ConnectAsync(first, StartEcho().Address);

        await first.Program.ConfigureAsync((first.Plan with { More = "members: [server-0, server-1]" }).Text(Pki));
        await agent.Program.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("server-1", await agent.Admin.ReadinessTextAsync(), StringComparison.Ordinal);
        await agent.Admin.WaitForMetricAsync(2, "connectivity_tunnel_agent_servers_known");

        var second = await StartServerAsync(new ServerPlan
        {
            Id = "server-1", Carriers = new IPEndPoint(Network.OtherSeed, first.Carriers.Port), More = "members: [server-0, server-1]",
        });
        await agent.Program.WaitForReadinessAsync();
        await (await ConnectAsync(second, StartEcho().Address)).ProveAliveAsync("by the second");
        await stream.ProveAliveAsync("by the first");

        await first.Program.KillAsync();
        await agent.Program.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await (await ConnectAsync(second, StartEcho().Address)).ProveAliveAsync("by the second alone");
    }

    private static AgentPlan Plan(TunnelServer server, string id, string more) => new() { Id = id, Servers = [AgentPlan.Direct(server.Carriers)], More = more };

    /// <summary>Connects to a target once.</summary>
    /// <returns>The agent by which.</returns>
    private async Task<string> AgentOfAsync(TunnelServer server, Target target)
    {
        var (client, far) = await ConnectAsync(server, target);
        var connections = (await server.Admin.GetJsonAsync("/connections"))["connections"]!.AsArray();
        var agent = (string)Assert.Single(connections, IsIt)!["agent"]!;
        client.Dispose();
        far.Dispose();
        await server.Admin.WaitForMetricAsync(0, "connectivity_tunnel_server_connections");
        return agent;

        bool IsIt(JsonNode? connection) => (string?)connection!["destination"] == target.Address.ToString();
    }
}
