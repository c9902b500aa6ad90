using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.TestKit.Hosting;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>A forwarder in this process on a loopback address.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    public const string Destination = "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local";

    private readonly NameResolver _resolver;

    private TestProxy(ProxyOptions options, NameLookUp lookUp, TimeProvider time)
    {
        _resolver = new NameResolver(8, lookUp, time);
        var loops = new EventLoopGroup(2, 4, time, Log);
        Forwarder = new Forwarder(options, loops, new GatewayAddresses(options.Gateway, _resolver, time), 1000, Log);
    }

    public TestLog Log { get; } = new();

    public Forwarder Forwarder { get; }

    public static ProxyOptions Options(params ReadOnlySpan<SocketEndpoint> gateways) => new()
    {
        Listen = [Endpoint("127.0.0.1:0")],
        Gateway = new GatewayOptions
        {
            Addresses = [.. gateways.ToArray().Select(static g => new GatewayHost(Host(g.ToString())))],
            ConnectHeaders = [new ConnectHeader("X-Gardener-Destination", Destination)],
        },
    };

    public static async Task<TestProxy> StartAsync(ProxyOptions options, NameLookUp? lookUp = null, TimeProvider? time = null)
    {
        var proxy = new TestProxy(options, lookUp ?? NameResolver.SystemLookUpAsync, time ?? TimeProvider.System);
        await proxy.Forwarder.StartAsync(options, CancellationToken.None);
        return proxy;
    }

    public static SocketEndpoint Endpoint(string text) => SocketEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new FormatException(text);

    public static HostEndpoint Host(string text) => HostEndpoint.TryParse(text, out var host) ? host : throw new FormatException(text);

    public Task<Peer> ConnectAsync() => Peer.ConnectAsync(Forwarder.Listeners[0].Socket.LocalEndpoint);

    /// <summary>Waits until all connections are over, and expects so many ends of one kind and no other.</summary>
    public async Task AssertEndedAsync(ProxyLeg leg, ConnectionOutcome outcome, long count = 1)
    {
        await Bound.UntilAsync(() => Forwarder.Connections == 0 && Forwarder.Loops.Load == 0 && Forwarder.Counters.Ended(leg, outcome) >= count);
        foreach (var other in Enum.GetValues<ProxyLeg>())
        {
            foreach (var one in ConnectionOutcomes.All)
                Assert.Equal((other, one) == (leg, outcome) ? count : 0, Forwarder.Counters.Ended(other, one));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Forwarder.StopListeningAsync(CancellationToken.None);
        await Forwarder.DrainAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        Forwarder.Dispose();
        _resolver.Dispose();
    }
}
