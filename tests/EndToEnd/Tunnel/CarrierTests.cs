using System.Diagnostics;
using System.Security.Cryptography;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>Carriers that break, hang or lose their way: streams outlive them, or end with a reset.</summary>
public sealed class CarrierTests(ShootNetwork network) : TunnelScenario(network)
{
    private const long Gigabyte = 1L << 30;
    private const string Impatient = "keepalive: { interval: 200ms, suspect: 500ms, dead: 1s }";

    // 10 s are configured; what is beyond is for a machine that has other things to do.
    private static readonly TimeSpan LatestNotice = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_gigabyte_arrives_whole_while_all_carriers_are_reset_every_second()
    {
        var (server, _, way) = await StartPairWithProxyAsync();
        var (client, target) = await ConnectAsync(server, StartTarget());
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var arrived = new CancellationTokenSource();

        var resetting = ResetEverySecondAsync(way, arrived.Token);
        var sending = target.SendAsync(BytePattern.Down, 0, Gigabyte, sent);
        await client.ReceiveAsync(BytePattern.Down, 0, Gigabyte, received);
        await sending;
        await arrived.CancelAsync();

        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), Convert.ToHexString(received.GetHashAndReset()));
        var resets = await resetting;
        Assert.True(resets > 1, $"{resets} resets are no test");
        Assert.True(await server.Admin.MetricAsync("connectivity_tunnel_server_resumes_total") >= resets, "the carriers were not lost");
        Assert.Single(await server.SessionsAsync());
    }

    [Fact]
    public async Task Bytes_both_ways_survive_a_hundred_resets_wherever_they_come()
    {
        const int Rounds = 100;
        const int Bytes = 200_000;
        var (server, _, way) = await StartPairWithProxyAsync("reconnect: { min: 10ms, max: 50ms }");
        var (client, target) = await ConnectAsync(server, StartTarget());

        for (var round = 0; round < Rounds; round++)
        {
            var (from, to) = ((long)round * Bytes, (round + 1L) * Bytes);
            var sending = Task.WhenAll(client.SendAsync(BytePattern.Up, from, to), target.SendAsync(BytePattern.Down, from, to));
            var middle = from + Random.Shared.Next(Bytes);
            await target.ReceiveAsync(BytePattern.Up, from, middle);
            way.ResetAll();
            await Task.WhenAll(target.ReceiveAsync(BytePattern.Up, middle, to), client.ReceiveAsync(BytePattern.Down, from, to), sending);
        }

        await client.FinishAsync();
        Assert.Equal(ConnectionEnd.Fin, await target.EndAsync());
    }

    [Fact]
    public async Task A_way_that_swallows_everything_is_noticed_in_ten_seconds_and_streams_go_on_when_it_is_back()
    {
        var (server, agent) = await StartPairAsync();
        var echo = await ConnectAsync(server, StartEcho().Address);
        var (client, target) = await ConnectAsync(server, StartTarget());
        await echo.ProveAliveAsync("before");

        await Network.DropAsync(server.Carriers.Port);
        var start = Stopwatch.GetTimestamp();
        await echo.SendAsync("into the dark");
        var sending = Task.WhenAll(client.SendAsync(BytePattern.Up, 0, 1 << 20), target.SendAsync(BytePattern.Down, 0, 1 << 20));
        await server.WaitForCarriersAsync(0);
        await agent.WaitForCarriersAsync(0);
        Assert.True(Stopwatch.GetElapsedTime(start) < LatestNotice, $"noticed after {Stopwatch.GetElapsedTime(start)}");
        await Network.LetPassAsync(server.Carriers.Port);

        await echo.ExpectAsync("into the dark");
        await echo.ProveAliveAsync("after");
        await Task.WhenAll(target.ReceiveAsync(BytePattern.Up, 0, 1 << 20), client.ReceiveAsync(BytePattern.Down, 0, 1 << 20), sending);
        Assert.Single(await server.SessionsAsync());
    }

    [Theory]
    [InlineData(Frontend.Connect)]
    [InlineData(Frontend.ConnectTls)]
    [InlineData(Frontend.Socks)]
    public async Task Both_ends_are_reset_when_it_is_not_back_in_time(Frontend frontend)
    {
        var (server, agent) = await StartPairAsync("resume: { window: 1s }\n" + Impatient, Impatient);
        var (client, target) = await ConnectAsync(server, StartTarget(), frontend);
        await client.SendAsync("before");
        await target.ExpectAsync("before");

        await Network.DropAsync(server.Carriers.Port);
        try
        {
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
            Assert.Equal(ConnectionEnd.Reset, await target.EndAsync());
        }
        finally
        {
            await Network.LetPassAsync(server.Carriers.Port);
        }

        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections_total", "outcome=\"SessionLost\"");
        await agent.Admin.WaitForMetricAsync(1, "connectivity_tunnel_agent_streams_total", "outcome=\"SessionLost\"");
        await server.WaitForCarriersAsync(2);
        await (await ConnectAsync(server, StartEcho().Address, frontend)).ProveAliveAsync("a new session");
    }

    [Fact]
    public async Task A_gateway_on_the_way_may_die_again_and_again()
    {
        const long Step = 16 << 20;
        var server = await StartServerAsync();
        var gateway = OwnProgram(await CarrierGateway.StartAsync(Network.Seed, server.Carriers));
        await StartAgentAsync(new AgentPlan { Servers = [gateway.AgentLine] });
        await server.WaitForCarriersAsync(2);
        var (client, target) = await ConnectAsync(server, StartTarget());
        var echo = await ConnectAsync(server, StartEcho().Address);

        var sending = target.SendAsync(BytePattern.Down, 0, 4 * Step);
        for (var round = 0; round < 3; round++)
        {
            await client.ReceiveAsync(BytePattern.Down, round * Step, (round + 1) * Step);
            await gateway.KillAndRestartAsync();
            await echo.ProveAliveAsync($"gateway {round + 2}");
        }

        await client.ReceiveAsync(BytePattern.Down, 3 * Step, 4 * Step);
        await sending;
        Assert.Single(await server.SessionsAsync());
    }

    private static async Task<int> ResetEverySecondAsync(DelayProxy way, CancellationToken arrived)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var resets = 0;
        try
        {
            while (await second.WaitForNextTickAsync(arrived))
            {
                way.ResetAll();
                resets++;
            }
        }
        catch (OperationCanceledException)
        {
            // All has arrived.
        }

        return resets;
    }
}
