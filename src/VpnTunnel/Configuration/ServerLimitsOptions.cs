namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Bounds on what agents and clients of a server may use up. Each names what it protects from.</summary>
internal sealed record ServerLimitsOptions
{
    /// <summary>Most sessions. Default 1024. Memory, when agents come again and again under new session ids.</summary>
    public int MaxSessions { get; init; } = 1024;

    /// <summary>Most streams of one session, open or being opened. Default 16384. One agent that holds all memory and descriptors.</summary>
    public int MaxStreamsPerSession { get; init; } = 16_384;

    /// <summary>Bytes that all streams of a session may hold for sending again and for delivery. Default 256 MiB. Slow readers.</summary>
    public long SessionMemory { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest window of one stream in bytes, 64 KiB to 16 MiB. Default 8 MiB: up to 80 MB/s at a round trip of 100 ms.</summary>
    public long Window { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most requests that wait for an agent's answer. Default 4096. Clients of targets that never answer.</summary>
    public int PendingDials { get; init; } = 4096;

    /// <summary>Most requests for one destination that wait. Default 64. One dead target that takes all of <see cref="PendingDials"/>.</summary>
    public int PendingDialsPerDestination { get; init; } = 64;

    /// <summary>Time for a request's head. Default 5 s. Slow clients that hold descriptors.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from a request's head to its answer, all agents tried included. Default 5 s. Clients that wait for ever.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time after which a second agent is asked too. Default 1 s, less than <see cref="DialTimeout"/>. One bad agent.</summary>
    public TimeSpan SecondAgentAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time for a TLS handshake, and for an agent's HELLO. Default 5 s. Slow clients that hold descriptors.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most TLS handshakes at a time, carriers' and clients' each. Default 256. Work spent on peers that are not known yet.</summary>
    public int MaxHandshakes { get; init; } = 256;
}
