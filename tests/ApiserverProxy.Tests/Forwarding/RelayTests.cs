using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Outcomes;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>Connections through a real gateway.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly Server _backend = new();
    private TestGateway? _gateway;

    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(_backend.Endpoint);

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_go_both_ways_and_a_FIN_ends_one_direction(bool byProxyHeader)
    {
        await using var proxy = await TestProxy.StartAsync(byProxyHeader ? ByProxyHeader() : TestProxy.Options(_gateway!.Connect));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("hello");
        using var server = await _backend.AcceptAsync();
        await server.AssertReceivesAsync("hello");
        client.EndSending();
        await server.AssertEndAsync("fin");
        await server.SendAsync("late answer");
        await client.AssertReceivesAsync("late answer");
        server.EndSending();
        await client.AssertEndAsync("fin");
        await proxy.AssertEndedAsync(ProxyLeg.Client, ConnectionOutcome.Completed);
        Assert.Equal((5L, 11L), (proxy.Forwarder.Counters.BytesUp, proxy.Forwarder.Counters.BytesDown));
    }

    [Fact]
    public async Task A_client_that_has_ended_its_direction_before_the_way_stood_is_served()
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_gateway!.Connect));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("all");
        client.EndSending();
        using var server = await _backend.AcceptAsync();
        await server.AssertReceivesAsync("all");
        await server.AssertEndAsync("fin");
        await server.SendAsync("answer");
        await client.AssertReceivesAsync("answer");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_of_one_leg_resets_the_other(bool byClient)
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_gateway!.Connect));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("x");
        using var server = await _backend.AcceptAsync();
        await server.AssertReceivesAsync("x");
        (byClient ? client : server).Reset();
        await (byClient ? server : client).AssertEndAsync("reset");
        await proxy.AssertEndedAsync(byClient ? ProxyLeg.Client : ProxyLeg.Gateway, byClient ? ConnectionOutcome.ClientReset : ConnectionOutcome.UpstreamReset);
    }

    [Fact]
    public async Task One_connection_too_many_is_reset_and_a_free_place_is_taken()
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_gateway!.Connect) with { MaxConnections = 1 });
        using var first = await proxy.ConnectAsync();
        using var server = await _backend.AcceptAsync();
        using var second = await proxy.ConnectAsync();
        await second.AssertEndAsync("reset");
        Assert.Equal(1, proxy.Forwarder.Counters.Ended(ProxyLeg.Self, ConnectionOutcome.OutOfDescriptors));
        first.Reset();
        await Bound.UntilAsync(() => proxy.Forwarder.Connections == 0);
        using var third = await proxy.ConnectAsync();
        using var again = await _backend.AcceptAsync();
        await again.SendAsync("y");
        await third.AssertReceivesAsync("y");
    }

    [Fact]
    public async Task A_reload_leads_new_connections_elsewhere_and_leaves_the_old_ones()
    {
        using var otherBackend = new Server();
        await using var otherGateway = await TestGateway.StartAsync(otherBackend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_gateway!.Connect));
        using var old = await proxy.ConnectAsync();
        using var oldServer = await _backend.AcceptAsync();

        await proxy.Forwarder.ApplyAsync(TestProxy.Options(otherGateway.Connect));

        using var fresh = await proxy.ConnectAsync();
        using var freshServer = await otherBackend.AcceptAsync();
        await freshServer.SendAsync("new");
        await fresh.AssertReceivesAsync("new");
        await oldServer.SendAsync("old");
        await old.AssertReceivesAsync("old");
    }

    [Fact]
    public async Task A_drain_lets_connections_end_and_resets_those_that_do_not()
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_gateway!.Connect));
        using var ends = await proxy.ConnectAsync();
        using var endsServer = await _backend.AcceptAsync();
        using var stays = await proxy.ConnectAsync();
        using var staysServer = await _backend.AcceptAsync();
        await proxy.Forwarder.StopListeningAsync(CancellationToken.None);
        await endsServer.SendAsync("bye");
        endsServer.EndSending();
        await ends.AssertReceivesAsync("bye");
        ends.EndSending();
        await ends.AssertEndAsync("fin");
        await Bound.UntilAsync(() => proxy.Forwarder.Connections == 1);

        await proxy.Forwarder.DrainAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);

        await stays.AssertEndAsync("reset");
        await staysServer.AssertEndAsync("reset");
        Assert.Equal(1, proxy.Forwarder.Counters.Ended(ProxyLeg.Self, ConnectionOutcome.Drained));
    }

    private ProxyOptions ByProxyHeader()
    {
        var options = TestProxy.Options(_gateway!.Proxied);
        return options with
        {
            Gateway = options.Gateway with { Mode = GatewayMode.ProxyDestination, ConnectHeaders = [], Destination = TestProxy.Endpoint("10.2.3.4:443") },
        };
    }
}
