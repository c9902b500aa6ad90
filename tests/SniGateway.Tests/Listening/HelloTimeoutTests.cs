using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>A client has so much time in all to say where to, however busy it looks.</summary>
public sealed class HelloTimeoutTests
{
    [Fact]
    public Task A_silent_client_is_reset_at_the_deadline() => AssertTimeoutAsync(Config.Tls, []);

    [Fact]
    public Task A_byte_now_and_then_does_not_prolong_the_deadline() => AssertTimeoutAsync(Config.Tls, Config.Hello());

    [Fact]
    public Task The_deadline_holds_for_a_proxy_header_too() =>
        AssertTimeoutAsync(Config.Proxied(ProxyProtocolMode.Required), "PROXY TCP4 192.0.2.1 "u8.ToArray());

    [Fact]
    public Task The_hello_behind_a_proxy_header_has_no_time_of_its_own() =>
        AssertTimeoutAsync(Config.Proxied(ProxyProtocolMode.Optional), [.. "PROXY UNKNOWN\r\n"u8, 22, 3, 1, 1, 0, 1]);

    [Fact]
    public async Task A_hello_just_before_the_deadline_is_in_time()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)), TestGateway.Clock());
        using var client = await gateway.ConnectAsync(Config.Hello()[..^1]);
        await gateway.SettleAsync();
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(4999));
        await client.SendAsync(Config.Hello().AsMemory()[^1..]);
        using var upstream = await backend.AcceptAsync();
        // The deadline is off once the route is known.
        await gateway.SettleAsync();
        await gateway.AdvanceAsync(TimeSpan.FromHours(10));
        Assert.Equal(Config.Hello(), await upstream.ReceiveAsync(Config.Hello().Length));
        Assert.Equal(1, gateway.Gateway.Connections);
    }

    /// <summary>Says a byte each 100 milliseconds, for as long as there are any.</summary>
    private static async Task AssertTimeoutAsync(ListenerOptions listener, byte[] bytes)
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of(listener, Config.RouteA()), TestGateway.Clock());
        using var client = await gateway.ConnectAsync();
        await Bound.UntilAsync(() => gateway.Gateway.Connections == 1);
        await gateway.SettleAsync();
        for (var i = 0; i < 49; i++)
        {
            await client.SendAsync(bytes.AsMemory(Math.Min(i, bytes.Length), i < bytes.Length ? 1 : 0));
            await gateway.SettleAsync();
            await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(99));
        Assert.Equal(1, gateway.Gateway.Connections);
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await client.AssertEndAsync(PeerEnd.Reset);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.HelloTimeout);
        Assert.Equal(5000, line.GetProperty("durationMs").GetInt64());
    }
}
