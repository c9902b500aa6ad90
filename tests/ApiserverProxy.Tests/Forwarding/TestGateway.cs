using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.AccessLogging;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Listening;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>A real sni-gateway in this process, with a listener of each kind and one route.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly Gateway _gateway;

    private TestGateway(GatewayOptions options) => _gateway = new Gateway(
        options, new EventLoopGroup(1, 4, TimeProvider.System, NullLogger.Instance), new AccessLog(TimeProvider.System, static _ => { }), 1000, TimeProvider.System);

    public SocketEndpoint Connect => Address("connect");

    public SocketEndpoint Proxied => Address("proxied");

    public SocketEndpoint Sni => Address("sni");

    /// <summary>Starts a gateway whose route leads to a backend.</summary>
    public static async Task<TestGateway> StartAsync(SocketEndpoint backend)
    {
        var loopback = SourceRange.TryParse("127.0.0.0/8", out var range, out var error) ? range : throw new FormatException(error);
        var any = TestProxy.Endpoint("127.0.0.1:0");
        var gateway = new TestGateway(new GatewayOptions
        {
            Listeners =
            [
                new() { Name = "connect", Address = any, Kind = ListenerKind.Connect },
                new() { Name = "proxied", Address = any, Kind = ListenerKind.ProxyDestination, ProxyProtocol = ProxyProtocolMode.Required, TrustedProxies = [loopback] },
                new() { Name = "sni", Address = any },
            ],
            Routes =
            [
                new()
                {
                    Name = "a", Tenant = "a", ConnectDestinations = [TestProxy.Destination], ProxyDestinations = [TestProxy.Endpoint("10.2.3.4:443")],
                    Hosts = ["api.a.example.org"],
                    Backends = [new() { Address = TestProxy.Host(backend.ToString()) }],
                },
            ],
        });
        await gateway._gateway.StartAsync(CancellationToken.None);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopListeningAsync(CancellationToken.None);
        await _gateway.DrainAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
        _gateway.Dispose();
    }

    private SocketEndpoint Address(string listener) => _gateway.Listeners.Single(l => l.Name == listener).Socket.LocalEndpoint;
}
