using System.Net;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Listeners that go by the original destination in a PROXY header; what follows it is not looked at.</summary>
public sealed class ProxyDestinationTests
{
    [Theory]
    [InlineData("10.2.3.4", "10.2.3.4:443")]
    [InlineData("2001:db8::4", "[2001:db8::4]:443")]
    public async Task The_destination_leads_to_its_backend(string destination, string configured)
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(Route(configured, backend.Options));
        using var client = await gateway.ConnectAsync([.. Header(destination), .. "not TLS at all"u8]);
        using var upstream = await backend.AcceptAsync();
        await upstream.AssertReceivesAsync("not TLS at all");
        client.Reset();
        await upstream.AssertEndAsync(PeerEnd.Reset);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.ClientReset, "a");
        Assert.Equal(configured, line.GetProperty("destination").GetString());
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_heard()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(Route("10.2.3.4:443", backend.Options));
        using var client = await gateway.ConnectAsync(Header("10.2.3.4"));
        using var upstream = await backend.AcceptAsync();
        await upstream.SendAsync("220 ready"u8.ToArray());
        await client.AssertReceivesAsync("220 ready");
        await client.SendAsync("EHLO"u8.ToArray());
        await upstream.AssertReceivesAsync("EHLO");
    }

    [Fact]
    public async Task A_destination_of_no_route_is_reset()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(Route("10.2.3.4:443", backend.Options));
        using (var client = await gateway.ConnectAsync(Header("10.2.3.5")))
            await client.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertEndedAsync(ConnectionOutcome.NoRoute);
    }

    [Fact]
    public async Task A_header_without_a_destination_is_reset()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(Route("10.2.3.4:443", backend.Options));
        using (var client = await gateway.ConnectAsync(ProxyHeaderBytes.Header(0x20, 0x00)))
            await client.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertEndedAsync(ConnectionOutcome.NoRoute);
    }

    [Theory]
    [InlineData("Outermost", "a")]
    [InlineData("Innermost", "b")]
    public async Task Of_stacked_headers_the_chosen_one_has_the_destination(string choice, string expected)
    {
        using var a = TestBackend.Start();
        using var b = TestBackend.Start();
        var listener = Listener with { StackedHeaders = 2, DestinationHeader = Enum.Parse<HeaderChoice>(choice) };
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(listener, Route("10.2.3.4:443", a.Options), Route("10.2.3.5:443", b.Options) with { Name = "b" }));
        using var client = await gateway.ConnectAsync([.. Header("10.2.3.4"), .. Header("10.2.3.5"), .. "x"u8]);
        using var upstream = await (expected == "a" ? a : b).AcceptAsync();
        await upstream.AssertReceivesAsync("x");
    }

    private static ListenerOptions Listener => Config.Proxied(ProxyProtocolMode.Required) with { Kind = ListenerKind.ProxyDestination };

    private static Task<TestGateway> StartAsync(RouteOptions route) => TestGateway.StartAsync(Config.Of(Listener, route));

    private static RouteOptions Route(string destination, BackendOptions backend) =>
        Sample.Route("a", null, backend) with { ProxyDestinations = [Sample.Endpoint(destination)] };

    private static byte[] Header(string destination)
    {
        var address = IPAddress.Parse(destination);
        var source = IPAddress.Parse(destination.Contains(':') ? "2001:db8::1" : "192.0.2.1");
        return ProxyHeaderBytes.Proxied(new IPEndPoint(source, 1111), new IPEndPoint(address, 443));
    }
}
