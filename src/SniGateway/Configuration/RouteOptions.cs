using Connectivity.Shared.Configuration;
using Connectivity.Shared.Addressing;

namespace Connectivity.SniGateway.Configuration;

/// <summary>The PROXY protocol header that a backend is sent ahead of the client's bytes.</summary>
internal enum SendProxyProtocol : byte
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Version 1, text.</summary>
    V1,

    /// <summary>Version 2, binary.</summary>
    V2,
}

/// <summary>How one of several usable endpoints is chosen.</summary>
internal enum LoadBalancing : byte
{
    /// <summary>The endpoint with the fewest connections for its weight.</summary>
    LeastConnections,

    /// <summary>In turn, each as often as its weight says.</summary>
    RoundRobin,

    /// <summary>The same endpoint for the same client address, as long as it is usable.</summary>
    SourceHash,
}

/// <summary>One tenant's way from what clients ask for to the backends that serve it.</summary>
internal sealed record RouteOptions
{
    /// <summary>Its name in logs, metrics and errors. Unique among routes; state is carried over a reload by this name.</summary>
    public required string Name { get; init; }

    /// <summary>Whom the route belongs to, in logs and metrics. Several routes may share one. Default: the route's name.</summary>
    public required string Tenant { get; init; }

    /// <summary>
    /// Server names, normalised: "api.example.org", or "*.example.org" for one or more labels before the suffix.
    /// </summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>Values of a CONNECT request's destination header that mean this route; compared byte for byte.</summary>
    public ValueList<string> ConnectDestinations { get; init; } = [];

    /// <summary>Original destinations in a PROXY header that mean this route.</summary>
    public ValueList<SocketEndpoint> ProxyDestinations { get; init; } = [];

    /// <summary>The client addresses that may use the route, on every kind of listener. Null: all.</summary>
    public ValueList<SourceRange>? AllowedSources { get; init; }

    /// <summary>Most connections at a time. Default 0: no cap. Protects the backend and the other tenants' descriptors.</summary>
    public int MaxConnections { get; init; }

    /// <summary>New connections a second. Default 0: no cap. Protects the backend from a storm of reconnects.</summary>
    public int NewConnectionsPerSecond { get; init; }

    /// <summary>Connections that may come at once before the rate holds. Default 0: as many as the rate allows in a second.</summary>
    public int NewConnectionsBurst { get; init; }

    /// <summary>The PROXY header sent to the backend. Default Off.</summary>
    public SendProxyProtocol SendProxyProtocol { get; init; }

    /// <summary>How an endpoint is chosen. Default LeastConnections.</summary>
    public LoadBalancing LoadBalancing { get; init; }

    /// <summary>Whether connections end when the route is removed. Default false: they go on until they end by themselves.</summary>
    public bool CloseOnRemove { get; init; }

    /// <summary>The active check of each endpoint. Default Off.</summary>
    public HealthCheckOptions HealthCheck { get; init; } = new();

    /// <summary>Where connections go. When every weight is 0, connections are refused.</summary>
    public ValueList<BackendOptions> Backends { get; init; } = [];
}

/// <summary>One backend of a route: an IP address, or a name that may stand for several.</summary>
internal sealed record BackendOptions
{
    /// <summary>Where it is. Unique among the backends of a route: state is carried over a reload by it.</summary>
    public required HostEndpoint Address { get; init; }

    /// <summary>
    /// Share of connections relative to the other backends, 0 to <see cref="MaxWeight"/>. Default 1. 0: drained, gets no new ones.
    /// Each address a name resolves to has this weight.
    /// </summary>
    public int Weight { get; init; } = 1;

    /// <summary>The zone it runs in, compared with the gateway's own. Null: in no zone.</summary>
    public string? Zone { get; init; }

    /// <summary>Largest weight.</summary>
    public const int MaxWeight = 1000;
}
