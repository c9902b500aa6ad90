namespace Connectivity.SniGateway.Configuration;

/// <summary>Bounds on what clients may use up. Each names what it protects from.</summary>
internal sealed record LimitsOptions
{
    /// <summary>Time from accept until the client has said where to, in all. Default 5 s. Slow clients that hold descriptors.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Largest ClientHello in bytes, 1 KiB to 1 MiB. Default 65536. Memory before routing. A CONNECT request is at most 8 KiB, or this
    /// where it is less.
    /// </summary>
    public int HelloMaxBytes { get; init; } = 65536;

    /// <summary>Most TLS records a ClientHello may be spread over, 1 to 4096. Default 64. Work spent on records of one byte.</summary>
    public int HelloMaxRecords { get; init; } = 64;

    /// <summary>
    /// Most connections from one source (an IPv4 address, an IPv6 /64) that have not said where to. Default 256, 0 is no cap.
    /// One client that takes all of <see cref="MaxUnrouted"/>.
    /// </summary>
    public int MaxUnroutedPerSource { get; init; } = 256;

    /// <summary>Most connections in all that have not said where to. Default 20000, 0 is no cap. Memory and descriptors in a flood.</summary>
    public int MaxUnrouted { get; init; } = 20_000;

    /// <summary>
    /// Most client connections at a time. Default 0: what the limit on open files allows. Running out of descriptors in the middle of
    /// a connection.
    /// </summary>
    public int MaxConnections { get; init; }

    /// <summary>New connections a second from one source. Default 0: no cap. One client that keeps the loops busy.</summary>
    public int NewConnectionsPerSource { get; init; }

    /// <summary>Connections a source may open at once before the rate holds. Default 0: as many as the rate allows in a second.</summary>
    public int NewConnectionsPerSourceBurst { get; init; }

    /// <summary>Time for one attempt to connect to an endpoint. Default 5 s. Endpoints that drop packets.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Distinct endpoints that are tried for a connection, 1 to 8. Default 3. Clients that wait for ever.</summary>
    public int ConnectAttempts { get; init; } = 3;

    /// <summary>Time without a byte in either direction after which a connection ends. Default 0: never; watches are silent for long.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>Time without a byte after one direction has ended. Default 5 min, 0 is never. Peers that never close their side.</summary>
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Age at which a connection ends, give or take 10 % so that connections do not end together. Default 0: never. Connections that
    /// stay with an old set of backends.
    /// </summary>
    public TimeSpan MaxConnectionAge { get; init; }

    /// <summary>Largest PROXY header in bytes, 232 to 65536. Default 4096. Memory before routing.</summary>
    public int ProxyHeaderMaxBytes { get; init; } = 4096;

    /// <summary>
    /// Time that bytes sent to a backend may stay without acknowledgement (TCP_USER_TIMEOUT). Default 75 s, 0 is the kernel's own
    /// (about 15 minutes). Backends that vanished without a word.
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromSeconds(75);
}
