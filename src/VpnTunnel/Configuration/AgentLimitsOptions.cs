using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Bounds on what servers may use up of an agent. Each names what it protects from.</summary>
internal sealed record AgentLimitsOptions
{
    /// <summary>Most streams that are being connected, of all servers. Default 2048. Descriptors, when targets do not answer.</summary>
    public int Dials { get; init; } = 2048;

    /// <summary>Most streams being connected to one host and port. Default 128. One dead target that takes all of <see cref="Dials"/>.</summary>
    public int DialsPerDestination { get; init; } = 128;

    /// <summary>Most names being looked up. Default 32. Threads, each of which a look-up holds until the resolver answers.</summary>
    public int Lookups { get; init; } = 32;

    /// <summary>Time for looking up a name. Default 3 s. Resolvers that do not answer, which would leave no time for the connection.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time to connect to a server or gateway, all its addresses tried. Default 5 s. Addresses that drop packets.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time for each of the gateway's answer, the TLS handshake and the server's HELLO. Default 5 s. Gateways that accept and then are silent.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that all streams of a session may hold for sending again and for delivery. Default 256 MiB. Slow readers.</summary>
    public long SessionMemory { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest window of one stream in bytes, 64 KiB to 16 MiB. Default 8 MiB: up to 80 MB/s at a round trip of 100 ms.</summary>
    public long Window { get; init; } = 8 * 1024 * 1024;
}

/// <summary>
/// TCP keepalive of the connections to targets. A dead target shows after idle + interval × probes; one that does not acknowledge, after the
/// user timeout.
/// </summary>
internal sealed record TargetKeepaliveOptions
{
    /// <summary>When a silent target is dead. Default 30 s, 10 s and 3.</summary>
    public TcpKeepaliveOptions Tcp { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), Probes: 3);

    /// <summary>
    /// Time that bytes sent to a target may stay without acknowledgement (TCP_USER_TIMEOUT). Default 75 s, 0 is the kernel's own (about 15
    /// minutes).
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromSeconds(75);
}
