using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Listeners come, change and go; those that stay are the same sockets.</summary>
public sealed class ListenerReloadTests
{
    private static ListenerOptions Second { get; } = Config.Tls with { Name = "second" };

    [Fact]
    public async Task A_listener_that_comes_accepts_and_the_other_stays()
    {
        await using var relays = await Relays.StartAsync(1);
        var before = relays.Test.Listener;
        await relays.Test.ApplyAsync(With(relays, Config.Tls, Second));
        Assert.Same(before, relays.Test.Listener);
        await AssertServesAsync(relays, relays.Test.Address());
        await AssertServesAsync(relays, relays.Test.Address("second"));
    }

    [Fact]
    public async Task A_listener_that_goes_leaves_its_connections()
    {
        await using var relays = await Relays.StartAsync(1);
        var address = relays.Test.Address();
        await relays.Test.ApplyAsync(With(relays, Second));
        var error = await Assert.ThrowsAsync<SocketException>(() => Peer.ConnectAsync(address));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        await Relays.AssertAliveAsync(relays.Pairs[0]);
        await Relays.EndAsync(relays.Pairs[0]);
        Assert.Equal("tls", Assert.Single(await relays.Test.LogAsync(1)).GetProperty("listener").GetString());
    }

    [Fact]
    public async Task An_address_that_is_taken_leaves_everything_as_it_was()
    {
        using var taken = TestBackend.Start();
        await using var relays = await Relays.StartAsync(1);
        var before = (relays.Test.Gateway.Listeners, relays.Test.Gateway.Routes.Current, relays.Test.Gateway.MaxConnections);
        var wrong = Config.Of(Second with { Address = taken.Endpoint }) with
        {
            Listeners = [Second, Second with { Name = "third", Address = taken.Endpoint }],
            Limits = new LimitsOptions { MaxConnections = 1 },
        };
        var error = await Assert.ThrowsAsync<IOException>(() => relays.Test.ApplyAsync(wrong));
        Assert.Contains(taken.Endpoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(before, (relays.Test.Gateway.Listeners, relays.Test.Gateway.Routes.Current, relays.Test.Gateway.MaxConnections));
        await AssertServesAsync(relays, relays.Test.Address());
        await Relays.AssertAliveAsync(relays.Pairs[0]);
    }

    [Fact]
    public async Task An_access_log_that_cannot_be_opened_leaves_everything_as_it_was()
    {
        await using var relays = await Relays.StartAsync(1);
        var before = (relays.Test.Gateway.Listeners, relays.Test.Gateway.Routes.Current);
        var wrong = With(relays, Config.Tls, Second) with { AccessLog = new AccessLogOptions { Path = "/nowhere/access.log" } };
        await Assert.ThrowsAnyAsync<IOException>(() => relays.Test.Gateway.ApplyAsync(wrong, CancellationToken.None));
        Assert.Equal(before, (relays.Test.Gateway.Listeners, relays.Test.Gateway.Routes.Current));
        await Relays.EndAsync(relays.Pairs[0]);
        Assert.Single(await relays.Test.LogAsync(1));
    }

    [Fact]
    public async Task A_listener_of_another_name_keeps_the_socket_of_its_address()
    {
        await using var relays = await Relays.StartAsync(0);
        await relays.Test.ApplyAsync(With(relays, Config.Tls with { Address = await FreeAddressAsync() }));
        var (before, address) = (relays.Test.Listener, relays.Test.Address());
        await relays.Test.ApplyAsync(With(relays, Second with { Address = address }));
        Assert.Same(before, relays.Test.Listener);
        Assert.Equal("second", relays.Test.Listener.Name);
        await AssertServesAsync(relays, address);
    }

    private static GatewayOptions With(Relays relays, params ReadOnlySpan<ListenerOptions> listeners) =>
        Config.Of(Config.RouteA(relays.Backend.Options)) with { Listeners = [.. listeners] };

    private static async Task AssertServesAsync(Relays relays, SocketEndpoint address)
    {
        using var client = await Peer.ConnectAsync(address);
        await client.SendAsync(Config.Hello());
        using var upstream = await relays.Backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        await Relays.AssertAliveAsync((client, upstream));
    }

    /// <summary>The port of a gateway that has ended: the kernel does not give it to the next one that asks for any.</summary>
    private static async Task<SocketEndpoint> FreeAddressAsync()
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of());
        return gateway.Address();
    }
}
