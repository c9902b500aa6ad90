namespace Connectivity.VpnTunnel.Sessions;

/// <summary>Which side of the tunnel a session object is on.</summary>
internal enum SessionRole : byte
{
    /// <summary>Opens streams; beside the kube-apiserver.</summary>
    Server,

    /// <summary>Dials carriers, and the targets of streams; in the shoot.</summary>
    Agent,
}

/// <summary>The bounds of a session.</summary>
internal sealed record SessionSettings
{
    /// <summary>Most streams at a time. Protects memory and descriptors. Default 16,384.</summary>
    public int MaxStreams { get; init; } = 16_384;

    /// <summary>
    /// Bytes that the streams of a session may hold in all, half of it received and not taken, half sent and not acknowledged. Protects from
    /// a thousand stalled readers. Default 256 MiB.
    /// </summary>
    public long Memory { get; init; } = 256L * 1024 * 1024;

    /// <summary>Greatest window of a stream in bytes: what is under way in one round trip. Default 8 MiB, at most 16 MiB.</summary>
    public long MaxWindow { get; init; } = 8 * 1024 * 1024;

    /// <summary>How long streams without any carrier wait for one. Default 60 s.</summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time between two PINGs of a carrier. Default 2 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Without a PONG for so long, a carrier gets no new streams. Default 4 s.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Without a PONG and without progress for so long, a carrier is given up. Default 10 s.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(10);
}
