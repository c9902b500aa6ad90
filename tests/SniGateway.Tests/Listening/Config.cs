using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.TestKit.Tls;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Configurations and hellos that many tests need.</summary>
internal static class Config
{
    /// <summary>A name that the route "a" is for.</summary>
    public const string NameA = "api.a.example.org";

    public static ListenerOptions Tls { get; } = new() { Name = "tls", Address = Sample.Endpoint("127.0.0.1:0") };

    /// <summary>A listener that takes PROXY headers.</summary>
    public static ListenerOptions Proxied(ProxyProtocolMode mode, string trusted = "127.0.0.0/8") =>
        Tls with { ProxyProtocol = mode, TrustedProxies = [Range(trusted)] };

    /// <summary>The route "a", which is for one name.</summary>
    public static RouteOptions RouteA(params ReadOnlySpan<BackendOptions> backends) => Sample.Route("a", NameA, backends);

    public static GatewayOptions Of(params ReadOnlySpan<RouteOptions> routes) => Of(Tls, routes);

    public static GatewayOptions Of(ListenerOptions listener, params ReadOnlySpan<RouteOptions> routes) =>
        new() { Listeners = [listener], Routes = [.. routes] };

    public static SourceRange Range(string text) =>
        SourceRange.TryParse(text, out var range, out var error) ? range : throw new ArgumentException(error, nameof(text));

    public static byte[] Hello(string name = NameA) => ClientHelloBuilder.For(name).Build();
}
