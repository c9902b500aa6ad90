using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>The end of a gateway: nobody new gets in, and who is in may finish.</summary>
public sealed class DrainTests : GatewayScenario
{
    private const int TerminatedExitCode = 128 + 15;

    [Fact]
    public async Task Live_connections_go_on_until_they_end_and_the_gateway_with_them()
    {
        var (gateway, client) = await StartWithClientAsync("10m");

        await gateway.DrainAsync();
        await WaitUntilRefusedAsync(gateway);
        await client.ProveAliveAsync("while nobody else gets in");
        client.Finish();

        Assert.Equal(ConnectionEnd.Fin, await client.EndAsync());
        Assert.Equal(0, await gateway.ExitCodeAsync());
        var line = Assert.Single(gateway.AccessLog.Lines(), static line => (string?)line["name"] == Host);
        Assert.Equal("Completed", (string?)line["outcome"]);
    }

    [Fact]
    public async Task A_connection_that_stays_is_reset_when_the_time_is_over()
    {
        var (gateway, client) = await StartWithClientAsync("1s");

        gateway.Terminate();

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await gateway.ExitCodeAsync());
        Assert.Equal("Drained", (string?)Assert.Single(gateway.AccessLog.Lines())["outcome"]);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        var (gateway, client) = await StartWithClientAsync("10m");

        await gateway.DrainAsync();
        await client.ProveAliveAsync("before patience is lost");
        gateway.Terminate();

        Assert.Equal(TerminatedExitCode, await gateway.ExitCodeAsync());
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("Drained", (string?)Assert.Single(gateway.AccessLog.Lines())["outcome"]);
    }

    [Fact]
    public async Task Without_connections_it_ends_at_once()
    {
        var gateway = await StartAsync([], "drain: { timeout: 10m }");

        gateway.Terminate();

        Assert.Equal(0, await gateway.ExitCodeAsync());
    }

    private static async Task WaitUntilRefusedAsync(GatewayProgram gateway)
    {
        // The kernel completes connections until the listener is closed, which comes a moment after the readiness.
        await Patience.UntilAsync(
            async () =>
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, Patience.Token());
                    return false;
                }
                catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    return true;
                }
            },
            () => "a draining gateway still takes connections");
    }

    private async Task<(GatewayProgram Gateway, EchoClient Client)> StartWithClientAsync(string timeout)
    {
        var gateway = await StartAsync([new HostRoute(Host, StartBackend("only").Port)], $"drain: {{ timeout: {timeout} }}");
        return (gateway, await ConnectAsync(gateway));
    }
}
