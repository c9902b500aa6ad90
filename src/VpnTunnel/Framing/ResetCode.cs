namespace Connectivity.VpnTunnel.Framing;

/// <summary>Why a stream ended abnormally: the code of RST (protocol, section 7).</summary>
internal enum ResetCode : byte
{
    /// <summary>Not reset.</summary>
    None = 0,

    /// <summary>Whoever asked for the stream no longer wants it.</summary>
    Cancelled = 1,

    /// <summary>The socket behind the peer was reset.</summary>
    EndpointReset = 2,

    /// <summary>The socket behind the peer stopped answering.</summary>
    EndpointTimedOut = 3,

    /// <summary>The session was lost for longer than its resume window, or the peer process was replaced.</summary>
    SessionLost = 4,

    /// <summary>The peer does not know the stream.</summary>
    UnknownStream = 5,

    /// <summary>The peer is ending and the drain window is over.</summary>
    Drained = 6,

    /// <summary>More was sent than was credited.</summary>
    FlowControl = 7,

    /// <summary>The peer has no memory left for the stream.</summary>
    OutOfMemory = 8,

    /// <summary>A fault of the peer; its log says which.</summary>
    Internal = 9,
}
