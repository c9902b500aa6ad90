using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Tests.Upstream;

/// <summary>Sets of backends, and what picking from them gives.</summary>
internal static class Balancing
{
    public static readonly SocketEndpoint Client = Sample.Endpoint("192.0.2.1:1000");

    public static BackendSet Set(LoadBalancing policy, params ReadOnlySpan<BackendOptions> backends) => Set(policy, zone: null, backends);

    public static BackendSet Set(LoadBalancing policy, string? zone, params ReadOnlySpan<BackendOptions> backends) =>
        new(Sample.Route("a", null, backends) with { LoadBalancing = policy }, new GatewayOptions { Zone = zone });

    /// <summary>The endpoint for a connection's first attempt; null when there is none.</summary>
    public static BackendEndpoint? Pick(this BackendSet set, SocketEndpoint? client = null, long nowMs = 0)
    {
        var tried = default(AttemptedEndpoints);
        return set.TryPick(client ?? Client, ref tried, nowMs, out var endpoint) ? endpoint : null;
    }

    /// <summary>How many of so many first attempts each backend gets.</summary>
    public static Dictionary<string, int> Count(this BackendSet set, int picks, Func<int, SocketEndpoint>? client = null) =>
        Enumerable.Range(0, picks)
            .GroupBy(i => set.Pick(client?.Invoke(i))!.Backend.Host)
            .ToDictionary(static group => group.Key, static group => group.Count());

    public static BackendEndpoint Endpoint(this BackendSet set, int member) => set.Members[member].Backend.Endpoints[0];

    /// <summary>Takes an endpoint out by failed attempts.</summary>
    public static void Eject(this BackendEndpoint endpoint, long nowMs = 0)
    {
        while (!endpoint.ConnectFailed(nowMs))
        {
        }
    }

    public static SocketEndpoint ClientNumber(int number) => SocketEndpoint.FromIPv4((uint)(0xC000_0200 + number), (ushort)number);
}
