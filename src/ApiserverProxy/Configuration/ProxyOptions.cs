using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>The configuration of an apiserver-proxy: immutable, valid once bound.</summary>
internal sealed record ProxyOptions
{
    /// <summary>Most addresses to listen on: one of each family, and those of a migration.</summary>
    public const int MaxListen = 4;

    /// <summary>The default of <see cref="Keepalive"/>.</summary>
    public static readonly TcpKeepaliveOptions DefaultKeepalive = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), Probes: 3);

    /// <summary>What kube-apiserver advertises: the addresses that are claimed and listened on.</summary>
    public required ValueList<SocketEndpoint> Listen { get; init; }

    /// <summary>The interface that has the addresses.</summary>
    public InterfaceOptions Interface { get; init; } = new();

    /// <summary>Where connections are carried to.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>
    /// TCP keepalive, on both legs of every connection: when a silent leg is dead, by default within a minute. Bytes that are not acknowledged for that long end
    /// it too (TCP_USER_TIMEOUT). Default 30 s, which is below the idle time of common load balancers, 10 s and 3.
    /// </summary>
    public TcpKeepaliveOptions Keepalive { get; init; } = DefaultKeepalive;

    /// <summary>
    /// Most connections at a time, 1 to 1000000. Default 10000. Memory and descriptors of the node; what comes beyond is reset.
    /// </summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Time without a byte after one direction has ended. Default 5 min, 0 is never. Peers that never close their side.</summary>
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time without a byte in either direction after which a connection ends. Default 0: never; watches are silent for long.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>How readiness is found out.</summary>
    public ReadinessOptions Readiness { get; init; } = new();

    /// <summary>How the proxy ends.</summary>
    public DrainOptions Drain { get; init; } = new();
}

/// <summary>How the proxy ends.</summary>
internal sealed record DrainOptions
{
    /// <summary>Time that live connections have after SIGTERM; their closes are spread over its last quarter. Default 30 s, 0 closes at once.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How readiness is found out: a TLS hello goes through the gateway, and kube-apiserver has to answer it.</summary>
internal sealed record ReadinessOptions
{
    /// <summary>Time from the end of one try to the next. Default 5 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for one try. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The server name in the hello. Default kubernetes.default.svc, which every kube-apiserver serves.</summary>
    public string ServerName { get; init; } = "kubernetes.default.svc";
}
