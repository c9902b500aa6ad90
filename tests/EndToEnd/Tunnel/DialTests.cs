using System.Net;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>Targets that never answer: they cost nobody else anything, and no longer than someone waits for them.</summary>
public sealed class DialTests(ShootNetwork network) : TunnelScenario(network)
{
    private const string PatientServer = "dialTimeout: 5m, secondAgentAfter: 1m";

    [Fact]
    public async Task Ten_thousand_dials_into_the_dark_leave_others_alone()
    {
        const int Count = 10_000;
        var (server, agent) = await StartPairAsync(
            $$"""limits: { pendingDials: 20000, pendingDialsPerDestination: 20000, sessionMemory: 1GiB, {{PatientServer}} }""",
            "limits: { dials: 20000, dialsPerDestination: 20000, sessionMemory: 1GiB }");
        var dark = await StartDarkTargetAsync();
        var echo = StartEcho();

        for (var dial = 0; dial < Count; dial++)
        {
            await AskAsync(server, dark);
            if (dial % 1000 == 0)
                await ProveNewAsync(server, echo);
        }

        await server.Admin.WaitForMetricAsync(Count, "connectivity_tunnel_server_dials_pending");
        await agent.Admin.WaitForMetricAsync(Count, "connectivity_tunnel_agent_dials_pending");
        await ProveNewAsync(server, echo);
    }

    [Fact]
    public async Task Beyond_the_bound_of_a_destination_dials_are_refused_at_once_and_others_go_on()
    {
        var (server, agent) = await StartPairAsync($$"""limits: { pendingDialsPerDestination: 3, {{PatientServer}} }""");
        var dark = await StartDarkTargetAsync();
        for (var dial = 0; dial < 3; dial++)
            await AskAsync(server, dark);
        await agent.Admin.WaitForMetricAsync(3, "connectivity_tunnel_agent_dials_pending");

        var answer = await FrontendClient.AskAsync(server, dark.ToString());

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("X-Tunnel-Error: TooManyDials\r\n", answer, StringComparison.Ordinal);
        await ProveNewAsync(server, StartEcho());
    }

    [Fact]
    public async Task A_dial_into_the_dark_ends_with_the_time_that_dials_have()
    {
        var (server, agent) = await StartPairAsync("limits: { dialTimeout: 500ms, secondAgentAfter: 100ms }");

        var answer = await FrontendClient.AskAsync(server, (await StartDarkTargetAsync()).ToString());

        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        await agent.Admin.WaitForMetricAsync(0, "connectivity_tunnel_agent_dials_pending");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_away_takes_its_dial_back(bool byReset)
    {
        var (server, agent) = await StartPairAsync($$"""limits: { {{PatientServer}} }""");
        var dark = await StartDarkTargetAsync();
        var client = await AskAsync(server, dark);
        await agent.Admin.WaitForMetricAsync(1, "connectivity_tunnel_agent_dials_pending");
        Assert.NotEmpty(await AttemptsAsync(dark));

        if (byReset)
            client.Reset();
        else
            client.Dispose();

        await agent.Admin.WaitForMetricAsync(1, "connectivity_tunnel_agent_dials_cancelled_total");
        await agent.Admin.WaitForMetricAsync(0, "connectivity_tunnel_agent_dials_pending");
        Assert.Empty(await AttemptsAsync(dark));
        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections_total", "outcome=\"Cancelled\"");
        await server.Admin.WaitForMetricAsync(0, "connectivity_tunnel_server_dials_pending");
    }

    /// <summary>The kernel's attempts to connect, as it shows them inside.</summary>
    private async Task<string> AttemptsAsync(IPEndPoint target) =>
        (await Network.RunInsideAsync("ss", "-Htn", "state", "syn-sent", "dst", target.ToString())).Trim();

    private async Task<IPEndPoint> StartDarkTargetAsync()
    {
        var target = StartTarget();
        await Network.DropAsync(target.Address.Port);
        return target.Address;
    }

    private async Task<TunnelEnd> AskAsync(TunnelServer server, IPEndPoint target)
    {
        var client = Own(await FrontendClient.OpenAsync(server, Frontend.Connect));
        await client.SendAsync($"CONNECT {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        return client;
    }

    private static async Task ProveNewAsync(TunnelServer server, EchoTarget echo)
    {
        using var client = await FrontendClient.ConnectAsync(server, Frontend.Connect, echo.Address);
        await client.ProveAliveAsync("not held up");
    }
}
