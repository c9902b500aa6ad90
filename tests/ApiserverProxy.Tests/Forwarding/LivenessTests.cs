using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Tests.Interfaces;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Outcomes;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.ApiserverProxy.Interfaces;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>How a leg that has died without a word is found out.</summary>
public sealed class LivenessTests
{
    private static readonly TcpKeepaliveOptions Keepalive = new(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), Probes: 5);

    [Fact]
    public void By_default_a_dead_leg_shows_within_a_minute() => Assert.Equal(TimeSpan.FromMinutes(1), ProxyOptions.DefaultKeepalive.Total);

    [Fact]
    public async Task Both_legs_have_keepalive_and_a_bound_on_unacknowledged_bytes()
    {
        using var backend = new Server();
        await using var gateway = await TestGateway.StartAsync(backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Connect) with { Keepalive = Keepalive });
        using var client = await proxy.ConnectAsync();
        using var server = await backend.AcceptAsync();
        await server.SendAsync("x");
        await client.AssertReceivesAsync("x");

        AssertLiveness(LiveSocket.Between(proxy.Forwarder.Listeners[0].Socket.LocalEndpoint, client.Local));
        AssertLiveness(LiveSocket.To(gateway.Connect));
    }

    [Fact]
    public void A_client_that_vanishes_is_found_out_and_its_other_leg_is_reset() => OwnNamespace.Run(static async () =>
    {
        using var kernel = new RouteSocket();
        kernel.SetUp(kernel.FindLink("lo")!.Index);
        var link = new AddressClaim("client0", [IPAddress.Parse("192.0.2.1")]);
        link.Ensure();
        using var backend = new Server();
        await using var gateway = await TestGateway.StartAsync(backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Connect) with
        {
            Keepalive = new TcpKeepaliveOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), Probes: 1),
        });
        using var client = await Peer.ConnectAsync(proxy.Forwarder.Listeners[0].Socket.LocalEndpoint, from: IPAddress.Parse("192.0.2.1"));
        using var server = await backend.AcceptAsync();
        await server.SendAsync("x");
        await client.AssertReceivesAsync("x");

        // Nothing reaches an address that is not there any more, and nothing comes back.
        link.Release();

        await server.AssertEndAsync("reset");
        await proxy.AssertEndedAsync(ProxyLeg.Client, ConnectionOutcome.ClientTimedOut);
    });

    private static void AssertLiveness(Socket socket)
    {
        const int userTimeout = 18;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, userTimeout, bytes);
        Assert.Equal(
            (true, 7, 3, 5, 22_000),
            (Option(SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0,
                Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime),
                Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval),
                Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount),
                BitConverter.ToInt32(bytes)));

        int Option(SocketOptionLevel level, SocketOptionName name) =>
            Convert.ToInt32(socket.GetSocketOption(level, name), CultureInfo.InvariantCulture);
    }
}
