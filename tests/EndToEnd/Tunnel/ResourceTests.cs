using System.Globalization;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>What streams cost, and that it is given back.</summary>
public sealed class ResourceTests(ShootNetwork network) : TunnelScenario(network)
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thousand_stalled_streams_hold_no_more_than_the_sessions_memory(bool down)
    {
        const int Count = 1000;
        // Half of it for each direction, which is enough for a thousand of the smallest windows.
        const string Memory = "limits: { sessionMemory: 48MiB }";
        // What allocators hold back, and what a connection costs without any bytes, are on top.
        const long Bound = ((48 + 24) * Mebibyte) + (Count * 24 * 1024);
        var (server, agent) = await StartPairAsync(Memory, Memory);
        await (await ConnectAsync(server, StartEcho().Address)).ProveAliveAsync("warm");
        var before = (Server: PrivateBytes(server.Program), Agent: PrivateBytes(agent.Program));
        var target = StartTarget();
        var writers = new List<TunnelEnd>();
        for (var i = 0; i < Count; i++)
        {
            var (client, far) = await ConnectAsync(server, target);
            writers.Add(down ? far : client);
            writers[^1].Socket.SendBufferSize = 16 * 1024;
        }

        await FillAsync(writers);
        // Whoever is next to the reader holds what that does not take.
        var streams = await (down ? server.Admin : agent.Admin).GetJsonAsync($"/streams?limit={2 * Count}");
        var held = streams["streams"]!.AsArray().Sum(static stream => (long)stream!["bytesHeld"]!);

        Assert.InRange(held, Mebibyte, 48 * Mebibyte);
        Assert.InRange(PrivateBytes(server.Program) - before.Server, 0, Bound);
        Assert.InRange(PrivateBytes(agent.Program) - before.Agent, 0, Bound);
        await (await ConnectAsync(server, StartEcho().Address)).ProveAliveAsync("there is room for those who read");
    }

    [Fact]
    public async Task Two_thousand_short_connections_leave_nothing_behind()
    {
        const int Count = 2000;
        var (server, agent) = await StartPairAsync();
        var echo = StartEcho();
        await UseAsync(server, echo, Frontend.Connect, 0);
        await QuietAsync(server, agent);
        var before = (Server: Descriptors(server.Program), Agent: Descriptors(agent.Program));

        var kinds = Enum.GetValues<Frontend>();
        for (var i = 1; i <= Count; i++)
            await UseAsync(server, echo, FrontendClient.IsTls(kinds[i % kinds.Length]) && i % 10 != 0 ? Frontend.Connect : kinds[i % kinds.Length], i);
        await server.Admin.WaitForMetricAsync(Count + 1, "connectivity_tunnel_server_connections_total");
        await QuietAsync(server, agent);

        await Patience.UntilAsync(
            () => Descriptors(server.Program) <= before.Server && Descriptors(agent.Program) <= before.Agent,
            () => $"descriptors: {Descriptors(server.Program)} and {Descriptors(agent.Program)}, before {before}");
    }

    private async Task UseAsync(TunnelServer server, EchoTarget echo, Frontend frontend, int number)
    {
        using var client = await FrontendClient.ConnectAsync(server, frontend, echo.Address, Pki.Client);
        await client.ProveAliveAsync($"number {number}");
        // A third each: properly, by going away, by a reset.
        if (number % 3 == 0)
        {
            await client.FinishAsync();
            Assert.Equal(ConnectionEnd.Fin, await client.EndAsync());
        }
        else if (number % 3 == 1)
        {
            client.Reset();
        }
    }

    /// <summary>Waits until there are no streams but those that probe the way.</summary>
    private static async Task QuietAsync(TunnelServer server, TunnelAgent agent)
    {
        await server.Admin.WaitForMetricAsync(0, "connectivity_tunnel_server_connections");
        await agent.Admin.WaitForMetricAsync(0, "connectivity_tunnel_agent_streams_open");
        await Patience.UntilAsync(
            async () => (await server.Admin.GetJsonAsync("/streams"))["streams"]!.AsArray().Count + (int)(await agent.Admin.GetJsonAsync("/streams"))["total"]! == 0,
            () => "streams are left");
    }

    /// <summary>Sends on all until none takes any more, twice in a row.</summary>
    private static async Task FillAsync(List<TunnelEnd> writers)
    {
        var positions = new long[writers.Count];
        var still = 0;
        await Patience.UntilAsync(
            () =>
            {
                var sent = 0L;
                for (var i = 0; i < positions.Length; i++)
                {
                    var now = writers[i].SendWhatFits(BytePattern.Up, positions[i]);
                    positions[i] += now;
                    sent += now;
                }

                still = sent == 0 ? still + 1 : 0;
                return still == 10;
            },
            () => "streams go on taking bytes");
    }

    private static int Descriptors(TunnelProgram program) => Directory.GetFiles($"/proc/{program.Pid}/fd").Length;

    private static long PrivateBytes(TunnelProgram program) =>
        File.ReadLines($"/proc/{program.Pid}/smaps_rollup")
            .Where(static line => line.StartsWith("Private_", StringComparison.Ordinal))
            .Sum(static line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
}
