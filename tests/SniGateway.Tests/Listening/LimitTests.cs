using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>The bounds on connections that have not said where to, and on how many and how fast they come.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task One_source_may_have_only_so_many_connections_without_a_route()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(new LimitsOptions { MaxUnroutedPerSource = 2 }, backend);
        using var first = await ConnectAsync(gateway);
        using var second = await ConnectAsync(gateway);
        await AssertRefusedAsync(gateway, ConnectionOutcome.SourceUnroutedLimit);

        // One that is routed gives its place back, and another source has places of its own.
        await first.SendAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        using var third = await ConnectAsync(gateway);
        using var other = await ConnectAsync(gateway, "127.0.0.2");
        await AssertRefusedAsync(gateway, ConnectionOutcome.SourceUnroutedLimit);
        Assert.Equal(3, gateway.Gateway.Sources.Unrouted);
    }

    [Fact]
    public async Task All_sources_together_may_have_only_so_many()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(new LimitsOptions { MaxUnrouted = 2 }, backend);
        using var first = await ConnectAsync(gateway);
        using var second = await ConnectAsync(gateway, "127.0.0.2");
        await AssertRefusedAsync(gateway, ConnectionOutcome.UnroutedLimit, "127.0.0.3");

        second.Reset();
        await Bound.UntilAsync(() => gateway.Gateway.Connections == 1);
        using var third = await ConnectAsync(gateway, "127.0.0.3");
        Assert.Equal(2, gateway.Gateway.Sources.Unrouted);
    }

    [Fact]
    public async Task A_source_may_connect_only_so_fast()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(new LimitsOptions { NewConnectionsPerSource = 1 }, backend);
        using var first = await ConnectAsync(gateway);
        await AssertRefusedAsync(gateway, ConnectionOutcome.SourceRateLimit);
        using var other = await ConnectAsync(gateway, "127.0.0.2");

        await gateway.AdvanceAsync(TimeSpan.FromSeconds(1));
        using var second = await ConnectAsync(gateway);
        Assert.Equal(3, gateway.Gateway.Connections);
    }

    [Fact]
    public async Task The_gateway_takes_only_so_many_connections()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await StartAsync(new LimitsOptions { MaxConnections = 1 }, backend);
        using var first = await ConnectAsync(gateway);
        await AssertRefusedAsync(gateway, ConnectionOutcome.OutOfDescriptors);
        Assert.Equal(1, gateway.Gateway.OutOfDescriptors);

        first.Reset();
        await Bound.UntilAsync(() => gateway.Gateway.Connections == 0);
        using var second = await ConnectAsync(gateway);
        Assert.Equal(1, gateway.Gateway.Connections);
    }

    [Fact]
    public async Task What_descriptors_allow_bounds_what_the_configuration_asks_for()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA(backend.Options)) with { Limits = new LimitsOptions { MaxConnections = 1000 } }, maxConnections: 10);
        Assert.Equal(10, gateway.Gateway.MaxConnections);
    }

    private static Task<TestGateway> StartAsync(LimitsOptions limits, TestBackend backend) =>
        TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)) with { Limits = limits }, TestGateway.Clock());

    /// <summary>Connects and says nothing; ends when the gateway has counted the connection.</summary>
    private static async Task<Peer> ConnectAsync(TestGateway gateway, string? from = null)
    {
        var before = gateway.Gateway.Connections;
        var client = await gateway.ConnectAsync(from);
        await Bound.UntilAsync(() => gateway.Gateway.Connections == before + 1);
        await gateway.SettleAsync();
        return client;
    }

    private static async Task AssertRefusedAsync(TestGateway gateway, ConnectionOutcome outcome, string? from = null)
    {
        var before = gateway.Listener.Sum(c => c.Ended(outcome));
        using var client = await gateway.ConnectAsync(from);
        await client.AssertEndAsync(PeerEnd.Reset);
        Assert.Equal(before + 1, gateway.Listener.Sum(c => c.Ended(outcome)));
        var lines = await gateway.LogAsync((int)before + 1);
        Assert.Equal(outcome.ToString(), lines[^1].GetProperty("outcome").GetString());
        await gateway.SettleAsync();
    }
}
