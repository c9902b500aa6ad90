using Connectivity.Shared.Configuration;
using Connectivity.Shared.Tls;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Binds the limits.</summary>
internal static class LimitsBinder
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestSetup = TimeSpan.FromMinutes(10);

    /// <summary>Binds the mapping "limits".</summary>
    public static LimitsOptions Bind(ConfigMapping map)
    {
        var defaults = new LimitsOptions();
        var bound = defaults with
        {
            HelloTimeout = map.Duration("helloTimeout", defaults.HelloTimeout, ShortestTimeout, LongestSetup),
            HelloMaxBytes = (int)map.Bytes("helloMaxBytes", defaults.HelloMaxBytes, ClientHelloLimits.LeastMaxBytes, ClientHelloLimits.GreatestMaxBytes),
            HelloMaxRecords = map.Int("helloMaxRecords", defaults.HelloMaxRecords, min: 1, max: ClientHelloLimits.GreatestMaxRecords),
            MaxUnroutedPerSource = map.Int("maxUnroutedPerSource", defaults.MaxUnroutedPerSource),
            MaxUnrouted = map.Int("maxUnrouted", defaults.MaxUnrouted),
            MaxConnections = map.Int("maxConnections", defaults.MaxConnections),
            NewConnectionsPerSource = map.Int("newConnectionsPerSource", 0, max: RouteBinder.MaxRate),
            NewConnectionsPerSourceBurst = map.Int("newConnectionsPerSourceBurst", 0, max: RouteBinder.MaxRate),
            ProxyHeaderMaxBytes = (int)map.Bytes("proxyHeaderMaxBytes", defaults.ProxyHeaderMaxBytes, min: 232, max: 65536),
        };
        if (bound is { NewConnectionsPerSource: 0, NewConnectionsPerSourceBurst: > 0 })
            map.Error("newConnectionsPerSourceBurst", "has no effect without newConnectionsPerSource");
        return BindConnections(map, bound);
    }

    private static LimitsOptions BindConnections(ConfigMapping map, LimitsOptions defaults) => defaults with
    {
        ConnectTimeout = map.Duration("connectTimeout", defaults.ConnectTimeout, ShortestTimeout, LongestSetup),
        ConnectAttempts = map.Int("connectAttempts", defaults.ConnectAttempts, min: 1, max: AttemptedEndpoints.Max),
        IdleTimeout = map.Duration("idleTimeout", defaults.IdleTimeout),
        HalfCloseTimeout = map.Duration("halfCloseTimeout", defaults.HalfCloseTimeout),
        MaxConnectionAge = map.Duration("maxConnectionAge", defaults.MaxConnectionAge),
        UserTimeout = map.Duration("userTimeout", defaults.UserTimeout, max: TimeSpan.FromHours(24)),
    };
}
