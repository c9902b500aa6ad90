namespace Connectivity.VpnTunnel.Configuration;

/// <summary>How a process of the tunnel ends.</summary>
internal sealed record DrainOptions
{
    /// <summary>Time that open streams have after SIGTERM; what is left is reset, spread over the last part of it. Default 30 s, 0 resets at once.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// When a carrier is taken for dead (protocol, section 6). Protects from peers that vanished without a word; the kernel's own time for that is
/// a quarter of an hour.
/// </summary>
internal sealed record KeepaliveOptions
{
    /// <summary>Time from one PING to the next. Default 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time without an answer after which a carrier gets no new streams. Default 4 s.</summary>
    public TimeSpan Suspect { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Time without an answer, or without progress of what is to be sent, after which a carrier is given up. Default 10 s.</summary>
    public TimeSpan Dead { get; init; } = TimeSpan.FromSeconds(10);
}
