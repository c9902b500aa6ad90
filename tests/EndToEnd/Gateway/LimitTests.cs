using System.Net;
using System.Net.Sockets;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>Clients that do not say where to, and what they cannot take from the others.</summary>
public sealed class LimitTests : GatewayScenario
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Silent_connections_of_one_source_are_bounded_and_another_source_is_served()
    {
        const int allowed = 64;
        const int opened = 300;
        var gateway = await StartAsync(
            [new HostRoute(Host, StartBackend("only").Port)], $"limits: {{ helloTimeout: 10m, maxUnroutedPerSource: {allowed} }}");

        var ends = Enumerable.Range(0, opened).Select(_ => StaySilentAsync(gateway)).ToList();
        var refused = await WaitForEndsAsync(ends, opened - allowed);
        await gateway.Admin.WaitForMetricAsync(allowed, "connectivity_connections_unrouted");
        using var other = await EchoClient.ConnectAsync(gateway.Port, Host, IPAddress.Parse("127.0.0.2"));

        Assert.All(refused, static end => Assert.Equal(ConnectionEnd.Reset, end));
        Assert.Equal("only", other.Backend);
        Assert.Equal(allowed, ends.Count(static end => !end.IsCompleted));
        Assert.Equal(
            opened - allowed, await gateway.Admin.MetricAsync("connectivity_listener_connections_total", "outcome=\"SourceUnroutedLimit\""));
    }

    [Fact]
    public async Task A_hello_that_comes_a_byte_now_and_then_is_cut_off_at_its_timeout()
    {
        var gateway = await StartAsync([new HostRoute(Host, StartBackend("only").Port)], "limits: { helloTimeout: 1s }");
        var slow = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await slow.ConnectAsync(IPAddress.Loopback, gateway.Port, Patience.Token());

        var end = EchoClient.EndAsync(slow);
        var wasReset = await SendSlowlyAsync(slow, ClientHelloBuilder.For(Host).Build(), end);

        // The kernel tells of a reset once: to the send or to the receive, whichever comes first.
        Assert.True(wasReset || await end == ConnectionEnd.Reset, "no reset");
        var line = await gateway.AccessLog.WaitForAsync(static _ => true);
        Assert.Equal(("HelloTimeout", "client"), ((string?)line["outcome"], (string?)line["side"]));
        Assert.InRange((long)line["durationMs"]!, 1000, long.MaxValue);
        Assert.Equal("only", (await ConnectAsync(gateway)).Backend);
    }

    /// <summary>Sends bytes one by one until the connection has ended, which must come before the last of them.</summary>
    /// <returns>Whether a send was told of a reset.</returns>
    private static async Task<bool> SendSlowlyAsync(Socket socket, byte[] bytes, Task end)
    {
        try
        {
            for (var sent = 0; !end.IsCompleted; sent++)
            {
                Assert.True(sent < bytes.Length, "the whole hello was taken");
                await socket.SendAsync(bytes.AsMemory(sent, 1), Patience.Token());
                await Task.Delay(Drip);
            }

            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private static async Task<IReadOnlyList<ConnectionEnd>> WaitForEndsAsync(List<Task<ConnectionEnd>> ends, int count)
    {
        await Patience.UntilAsync(
            () => ends.Count(static end => end.IsCompleted) >= count,
            () => $"{ends.Count(static end => end.IsCompleted)} of {count} have ended");
        return await Task.WhenAll(ends.Where(static end => end.IsCompleted));
    }

    private async Task<ConnectionEnd> StaySilentAsync(GatewayProgram gateway)
    {
        var socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, Patience.Token());
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Refused so fast that the connect itself is told.
            return ConnectionEnd.Reset;
        }

        return await EchoClient.EndAsync(socket);
    }
}
