namespace Connectivity.VpnTunnel.Outcomes;

/// <summary>
/// How a client's connection through the tunnel ended. The set is closed and the first cause wins: one value is in the log, in the metrics'
/// label, in what the client is told and in the tests. The leg it belongs to is <see cref="StreamOutcomes.Leg"/>.
/// </summary>
internal enum StreamOutcome : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    /// <summary>Both directions ended with a FIN after all their bytes were passed on.</summary>
    Completed = 10,

    // 20-39: the client, before it had its answer.

    /// <summary>The client went away before it had said where to.</summary>
    ClientClosedEarly = 20,

    /// <summary>No TLS connection came about; the detail says why. A missing or foreign certificate of the client is one reason.</summary>
    HandshakeFailed = 21,

    /// <summary>The TLS handshake took too long.</summary>
    HandshakeTimeout = 22,

    /// <summary>The client did not say in time where to.</summary>
    HeadTimeout = 23,

    /// <summary>The request breaks the rules of its protocol.</summary>
    RequestMalformed = 24,

    /// <summary>The request is longer than the limit, or has more headers.</summary>
    RequestTooLarge = 25,

    /// <summary>A request for something else than a connection.</summary>
    MethodNotAllowed = 26,

    /// <summary>SOCKS: the address is of an unknown kind.</summary>
    AddressTypeUnsupported = 27,

    /// <summary>The common name of the client's certificate is not among the allowed ones.</summary>
    ClientNotAllowed = 28,

    /// <summary>The client's address is not among the allowed ones.</summary>
    SourceNotAllowed = 29,

    /// <summary>The client went away, or ended its direction, while the target was being dialled.</summary>
    Cancelled = 30,

    // 40-59: the server.

    /// <summary>No agent is connected, or none that takes new streams.</summary>
    NoAgent = 40,

    /// <summary>Too many dials are under way, in all or to this target.</summary>
    TooManyDials = 41,

    /// <summary>The sessions of all agents have as many streams, or as much memory in use, as they may.</summary>
    TooManyStreams = 42,

    /// <summary>Too many TLS handshakes are under way.</summary>
    TooManyHandshakes = 43,

    /// <summary>The server has no file descriptor left for another connection.</summary>
    OutOfDescriptors = 44,

    /// <summary>The server is ending and the drain window is over.</summary>
    Drained = 45,

    /// <summary>One direction of an open connection had ended and the other moved nothing for too long.</summary>
    HalfCloseTimeout = 46,

    /// <summary>A fault of the server; its log says which.</summary>
    InternalError = 47,

    // 60-79: the agent.

    /// <summary>The agent has not answered in time.</summary>
    AgentTimeout = 60,

    /// <summary>The agent was lost, with its session, while it dialled.</summary>
    AgentLost = 61,

    /// <summary>The agent may not connect to that address and port.</summary>
    Forbidden = 62,

    /// <summary>The agent has too many dials under way, in all or to this target.</summary>
    AgentTooManyDials = 63,

    /// <summary>The agent is about to end.</summary>
    AgentDraining = 64,

    /// <summary>The agent has no file descriptor left.</summary>
    AgentOutOfDescriptors = 65,

    /// <summary>The agent does not know what it was asked for.</summary>
    AgentUnsupported = 66,

    /// <summary>The agent could not look the name up.</summary>
    NameLookupFailed = 67,

    /// <summary>A fault of the agent; its log says which.</summary>
    AgentInternalError = 68,

    /// <summary>An open stream's session was lost for longer than the resume window, or the agent was started anew.</summary>
    SessionLost = 69,

    /// <summary>An open stream was ended by the end of the agent's drain.</summary>
    AgentDrained = 70,

    /// <summary>The two sides disagree about an open stream: it is unknown there, or more came than was credited.</summary>
    AgentOutOfStep = 71,

    /// <summary>The agent had no memory left for an open stream.</summary>
    AgentOutOfMemory = 72,

    // 80-99: the target.

    /// <summary>The target refused the connection.</summary>
    TargetRefused = 80,

    /// <summary>No way to the target's host.</summary>
    HostUnreachable = 81,

    /// <summary>No way to the target's network.</summary>
    NetworkUnreachable = 82,

    /// <summary>The target did not answer in time.</summary>
    TargetTimeout = 83,

    /// <summary>There is no such name.</summary>
    NameNotFound = 84,

    /// <summary>The target's connection was reset while it was being made.</summary>
    ResetDuringDial = 85,

    /// <summary>The target reset an open connection.</summary>
    TargetReset = 86,

    /// <summary>The target stopped answering on an open connection.</summary>
    TargetTimedOut = 87,

    // 100-119: the client, of an open connection.

    /// <summary>The client reset the connection.</summary>
    ClientReset = 100,

    /// <summary>The client stopped answering.</summary>
    ClientTimedOut = 101,
}
