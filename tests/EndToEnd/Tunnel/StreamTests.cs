using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>Streams through both programs and every front end: what an application sees of the way is nothing.</summary>
public sealed class StreamTests(ShootNetwork network) : TunnelScenario(network)
{
    // More than a window and all the kernels' buffers on the way hold.
    private const long MoreThanFits = 48 << 20;

    public static TheoryData<Frontend> Frontends => [.. Enum.GetValues<Frontend>()];

    public static TheoryData<Frontend> FrontendsOnTcp => [Frontend.Connect, Frontend.ConnectTls, Frontend.Socks, Frontend.SocksTls];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_stands_still_holds_up_nobody_else_and_misses_nothing(bool theClient)
    {
        var (server, agent) = await StartPairAsync();
        var (client, target) = await ConnectAsync(server, StartTarget());
        var echo = await ConnectAsync(server, StartEcho().Address);
        var (reader, writer) = theClient ? (client, target) : (target, client);

        var writing = writer.SendAsync(BytePattern.Up, 0, MoreThanFits);
        var holder = theClient ? server.Admin : agent.Admin;
        var streams = "";
        await Patience.UntilAsync(
            async () => HeldBytes(streams = await StreamsAsync(holder)) > 0, () => $"the reader does not hold anything up ({writing.Status}): {streams}");
        for (var round = 0; round < 200; round++)
            await echo.ProveAliveAsync($"round {round}");

        Assert.False(writing.IsCompleted, "the writer was not stopped by the reader");
        await reader.ReceiveAsync(BytePattern.Up, 0, MoreThanFits);
        await writing;
    }

    [Theory]
    [MemberData(nameof(Frontends))]
    public async Task Either_side_may_end_first_and_still_hear_the_other(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        var target = StartTarget();
        foreach (var clientFirst in new[] { true, false })
        {
            var (client, far) = await ConnectAsync(server, target, frontend);
            var (first, second) = clientFirst ? (client, far) : (far, client);

            await first.SendAsync("the question");
            await first.FinishAsync();
            await second.ExpectAsync("the question");
            Assert.Equal(ConnectionEnd.Fin, await second.EndAsync());
            await Task.WhenAll(second.SendAsync(BytePattern.Down, 0, 1 << 20), first.ReceiveAsync(BytePattern.Down, 0, 1 << 20));
            await second.FinishAsync();
            Assert.Equal(ConnectionEnd.Fin, await first.EndAsync());
        }

        await server.Admin.WaitForMetricAsync(2, "connectivity_tunnel_server_connections_total", "outcome=\"Completed\"");
    }

    [Theory]
    [MemberData(nameof(FrontendsOnTcp))]
    public async Task A_reset_is_a_reset_at_the_other_end_too_after_all_that_was_sent(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        var target = StartTarget();
        foreach (var byClient in new[] { true, false })
        {
            var (client, far) = await ConnectAsync(server, target, frontend);
            var (one, other) = byClient ? (client, far) : (far, client);

            await one.SendAsync("last words");
            await other.ExpectAsync("last words");
            one.Reset();
            Assert.Equal(ConnectionEnd.Reset, await other.EndAsync());
        }

        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections_total", "outcome=\"ClientReset\"");
        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections_total", "outcome=\"TargetReset\"");
    }

    [Fact]
    public async Task Thousands_of_single_bytes_arrive_both_ways()
    {
        const int Count = 2000;
        var (server, _) = await StartPairAsync();
        var (client, target) = await ConnectAsync(server, StartTarget());

        var up = SendByteByByteAsync(client, BytePattern.Up);
        var down = SendByteByByteAsync(target, BytePattern.Down);
        await Task.WhenAll(target.ReceiveAsync(BytePattern.Up, 0, Count), client.ReceiveAsync(BytePattern.Down, 0, Count), up, down);

        static async Task SendByteByByteAsync(Ends.TunnelEnd end, BytePattern pattern)
        {
            for (var position = 0; position < Count; position++)
                await end.SendAsync(pattern.At(position, 1));
        }
    }

    private static async Task<string> StreamsAsync(GatewayAdmin admin) => (await admin.GetJsonAsync("/streams")).ToJsonString();

    private static long HeldBytes(string streams) =>
        JsonNode.Parse(streams)!["streams"]!.AsArray().Sum(static stream => (long)stream!["bytesHeld"]!);
}
