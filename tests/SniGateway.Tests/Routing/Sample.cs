using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Tests.Routing;

/// <summary>Short ways to what many tests need.</summary>
internal static class Sample
{
    public static SocketEndpoint Endpoint(string text) =>
        SocketEndpoint.TryParse(text, out var endpoint) ? endpoint : throw new ArgumentException($"{text} is no endpoint.", nameof(text));

    public static BackendOptions Backend(string address, int weight = 1, string? zone = null) => new()
    {
        Address = HostEndpoint.TryParse(address, out var parsed) ? parsed : throw new ArgumentException($"{address}?", nameof(address)),
        Weight = weight,
        Zone = zone,
    };

    public static RouteOptions Route(string name, string? host = null, params ReadOnlySpan<BackendOptions> backends) => new()
    {
        Name = name,
        Tenant = name,
        Hosts = host is null ? [] : [host],
        Backends = backends.IsEmpty ? [Backend("10.0.0.1:443")] : [.. backends],
    };

    public static GatewayOptions Gateway(params ReadOnlySpan<RouteOptions> routes) => new() { Routes = [.. routes] };

    public static RouteStore Store(params ReadOnlySpan<RouteOptions> routes) => new(Gateway(routes), loops: 2);
}
