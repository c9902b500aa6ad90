using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>Connections to kube-apiserver that are made before clients come: one on each of the two loops.</summary>
public sealed class WarmConnectionTests : IAsyncLifetime
{
    private readonly Server _backend = new();
    private readonly FakeTimeProvider _time = new();
    private TestGateway? _gateway;

    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(_backend.Endpoint);

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _backend.Dispose();
    }

    [Fact]
    public async Task A_client_gets_one_that_stood_already_and_another_one_is_made()
    {
        await using var proxy = await StartAsync(_gateway!.Connect);
        using var one = await _backend.AcceptAsync();
        using var other = await _backend.AcceptAsync();
        await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 2);

        using var client = await proxy.ConnectAsync();
        using var third = await _backend.AcceptAsync();

        await one.SendAsync("stood");
        await other.SendAsync("stood");
        await third.SendAsync("came later");
        await client.AssertReceivesAsync("stood");
        Assert.Equal((1L, 1L), (proxy.Forwarder.Counters.Warm, proxy.Forwarder.Counters.Dials));
        await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 2);
        Assert.Equal(1, proxy.Forwarder.Loops.Load);
    }

    [Fact]
    public async Task A_client_gets_none_that_has_ended()
    {
        await using var proxy = await StartAsync(_gateway!.Connect);
        using (await _backend.AcceptAsync())
        using (await _backend.AcceptAsync())
            await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 2);
        await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 0);

        using var client = await proxy.ConnectAsync();
        using var server = await _backend.AcceptAsync();

        await server.SendAsync("fresh");
        await client.AssertReceivesAsync("fresh");
        Assert.Equal((0L, 1L), (proxy.Forwarder.Counters.Warm, proxy.Forwarder.Counters.Dials));
    }

    [Fact]
    public async Task Those_that_nobody_takes_are_replaced_before_kube_apiserver_gives_them_up()
    {
        await using var proxy = await StartAsync(_gateway!.Connect);
        using var one = await _backend.AcceptAsync();
        using var other = await _backend.AcceptAsync();
        await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 2);

        Advance(proxy, seconds: 20);

        await one.AssertEndAsync("fin");
        await other.AssertEndAsync("fin");
        using var third = await _backend.AcceptAsync();
        using var fourth = await _backend.AcceptAsync();
        await Bound.UntilAsync(() => proxy.Forwarder.WarmConnections == 2);
    }

    [Fact]
    public async Task A_reload_replaces_them_by_those_of_another_gateway()
    {
        using var otherBackend = new Server();
        await using var otherGateway = await TestGateway.StartAsync(otherBackend.Endpoint);
        await using var proxy = await StartAsync(_gateway!.Connect);
        using var one = await _backend.AcceptAsync();
        using var other = await _backend.AcceptAsync();

        await proxy.Forwarder.ApplyAsync(Options(otherGateway.Connect));

        await one.AssertEndAsync("fin");
        await other.AssertEndAsync("fin");
        using var third = await otherBackend.AcceptAsync();
        using var fourth = await otherBackend.AcceptAsync();
    }

    [Fact]
    public async Task The_end_of_listening_is_their_end()
    {
        await using var proxy = await StartAsync(_gateway!.Connect);
        using var one = await _backend.AcceptAsync();
        using var other = await _backend.AcceptAsync();

        await proxy.Forwarder.StopListeningAsync(CancellationToken.None);
        await proxy.Forwarder.ApplyAsync(Options(_gateway!.Connect));

        await one.AssertEndAsync("fin");
        await other.AssertEndAsync("fin");
        Assert.Equal(0, proxy.Forwarder.WarmConnections);
    }

    [Fact]
    public async Task A_gateway_that_gives_no_answer_is_asked_again_later_and_told_in_the_log()
    {
        using var gateway = new Server();
        await using var proxy = await StartAsync(gateway.Endpoint);
        for (var i = 0; i < 2; i++)
        {
            using var asked = await gateway.AcceptAsync();
            asked.Reset();
        }

        await Bound.UntilAsync(() => !proxy.Log.Lines.IsEmpty);
        Assert.Contains("gateway: ConnectRefused: ", Assert.Single(proxy.Log.Lines), StringComparison.Ordinal);
        await Bound.UntilAsync(() => proxy.Forwarder.Failures.Last is [{ Failure.Leg: ProxyLeg.Gateway }]);

        var again = gateway.AcceptAsync();
        while (!again.IsCompleted)
        {
            Advance(proxy, seconds: 1);
            await Task.Yield();
        }

        (await again).Dispose();
    }

    private static ProxyOptions Options(SocketEndpoint gateway)
    {
        var options = TestProxy.Options(gateway);
        return options with { Gateway = options.Gateway with { WarmConnections = 2, Attempts = 1 } };
    }

    private Task<TestProxy> StartAsync(SocketEndpoint gateway) => TestProxy.StartAsync(Options(gateway), time: _time);

    private void Advance(TestProxy proxy, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        foreach (var loop in proxy.Forwarder.Loops.Loops)
            loop.Wake();
    }
}
