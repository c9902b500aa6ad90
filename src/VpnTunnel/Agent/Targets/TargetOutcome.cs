using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>
/// How a stream ended as the agent sees it. The set is closed; one value is in the log, in the metrics' label and in the tests. The leg it belongs
/// to is <see cref="TargetOutcomes.Leg"/>.
/// </summary>
internal enum TargetOutcome : byte
{
    /// <summary>Both directions ended properly and everything arrived.</summary>
    Completed,

    /// <summary>The server took the stream back: its client reset the connection, or went away.</summary>
    Cancelled,

    /// <summary>The server's session was lost for longer than the resume window, or the server process was replaced.</summary>
    SessionLost,

    /// <summary>The two sides disagreed about the stream.</summary>
    OutOfStep,

    /// <summary>The server had to end it: its memory, or a fault of its own.</summary>
    ServerEnded,

    /// <summary>The drain was over, of the agent, of this server, or of the way between them.</summary>
    Drained,

    /// <summary>The agent's own rules refused it.</summary>
    Forbidden,

    /// <summary>The agent was at a limit.</summary>
    AtLimit,

    /// <summary>The agent does not know what it was asked for.</summary>
    Unsupported,

    /// <summary>A fault of the agent; its log says which.</summary>
    InternalError,

    /// <summary>There is no such name.</summary>
    NameNotFound,

    /// <summary>The name could not be looked up.</summary>
    NameLookupFailed,

    /// <summary>The target refused the connection, or reset it while it was made.</summary>
    TargetRefused,

    /// <summary>There is no way to the target.</summary>
    TargetUnreachable,

    /// <summary>The target did not answer, while it was connected to or later.</summary>
    TargetTimeout,

    /// <summary>The target reset the connection.</summary>
    TargetReset,

    /// <summary>One direction had ended, and the other moved nothing for too long.</summary>
    HalfCloseTimeout,
}

/// <summary>Facts about each <see cref="TargetOutcome"/>.</summary>
internal static class TargetOutcomes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TargetOutcome> All { get; } = Enum.GetValues<TargetOutcome>();

    /// <summary>The leg that decided: server, agent or target.</summary>
    public static string Leg(this TargetOutcome outcome) => outcome switch
    {
        < TargetOutcome.Drained and not TargetOutcome.Completed => "server",
        < TargetOutcome.NameNotFound and not TargetOutcome.Completed => "agent",
        _ => "target",
    };

    /// <summary>The outcome of a stream that was not opened.</summary>
    public static TargetOutcome Of(OpenFailure failure) => failure switch
    {
        OpenFailure.Refused or OpenFailure.ResetDuringDial => TargetOutcome.TargetRefused,
        OpenFailure.HostUnreachable or OpenFailure.NetworkUnreachable => TargetOutcome.TargetUnreachable,
        OpenFailure.Timeout => TargetOutcome.TargetTimeout,
        OpenFailure.NameNotFound => TargetOutcome.NameNotFound,
        OpenFailure.NameLookupFailed => TargetOutcome.NameLookupFailed,
        OpenFailure.Forbidden => TargetOutcome.Forbidden,
        OpenFailure.TooManyDials or OpenFailure.OutOfDescriptors => TargetOutcome.AtLimit,
        OpenFailure.Draining => TargetOutcome.Drained,
        OpenFailure.Unsupported => TargetOutcome.Unsupported,
        _ => TargetOutcome.InternalError,
    };

    /// <summary>The outcome of a stream that was open.</summary>
    public static TargetOutcome Of(in SocketEndResult result) => result.Kind switch
    {
        SocketEndKind.Completed => TargetOutcome.Completed,
        SocketEndKind.SocketReset => TargetOutcome.TargetReset,
        SocketEndKind.SocketTimedOut => TargetOutcome.TargetTimeout,
        SocketEndKind.HalfCloseTimeout => TargetOutcome.HalfCloseTimeout,
        SocketEndKind.StreamReset => Of(result.Code),
        _ => result.Code == ResetCode.Drained ? TargetOutcome.Drained : TargetOutcome.InternalError,
    };

    /// <summary>The outcome of a stream that the server reset.</summary>
    public static TargetOutcome Of(ResetCode code) => code switch
    {
        ResetCode.Cancelled or ResetCode.EndpointReset or ResetCode.EndpointTimedOut => TargetOutcome.Cancelled,
        ResetCode.SessionLost => TargetOutcome.SessionLost,
        ResetCode.Drained => TargetOutcome.Drained,
        ResetCode.UnknownStream or ResetCode.FlowControl => TargetOutcome.OutOfStep,
        _ => TargetOutcome.ServerEnded,
    };
}
