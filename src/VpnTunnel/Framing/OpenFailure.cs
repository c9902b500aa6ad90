namespace Connectivity.VpnTunnel.Framing;

/// <summary>Why a stream could not be opened: the code of OPEN_FAIL (protocol, section 7), and from 100 on what the server finds by itself.</summary>
internal enum OpenFailure : byte
{
    /// <summary>No failure.</summary>
    None = 0,

    /// <summary>The target refused the connection.</summary>
    Refused = 1,

    /// <summary>No way to the target's host.</summary>
    HostUnreachable = 2,

    /// <summary>No way to the target's network.</summary>
    NetworkUnreachable = 3,

    /// <summary>The target did not answer in time.</summary>
    Timeout = 4,

    /// <summary>There is no such name.</summary>
    NameNotFound = 5,

    /// <summary>The name could not be looked up.</summary>
    NameLookupFailed = 6,

    /// <summary>The agent may not connect to that address and port.</summary>
    Forbidden = 7,

    /// <summary>Too many dials are under way, in all or to this target.</summary>
    TooManyDials = 8,

    /// <summary>The connection was reset while it was being made.</summary>
    ResetDuringDial = 9,

    /// <summary>The agent is about to end.</summary>
    Draining = 10,

    /// <summary>The agent has no file descriptor left.</summary>
    OutOfDescriptors = 11,

    /// <summary>The agent does not know what it was asked for.</summary>
    Unsupported = 12,

    /// <summary>A fault of the agent; its log says which.</summary>
    Internal = 13,

    /// <summary>Server: no agent is connected, or none that is not draining.</summary>
    NoAgent = 100,

    /// <summary>Server: the agent was lost, with its session, while it dialled.</summary>
    AgentLost = 101,

    /// <summary>Server: the agent has not answered in time.</summary>
    AgentTimeout = 102,

    /// <summary>Server: the session has as many streams, or as much memory in use, as it may.</summary>
    TooManyStreams = 103,
}
