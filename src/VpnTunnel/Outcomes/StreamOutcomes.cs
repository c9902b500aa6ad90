using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Outcomes;

/// <summary>Facts about each <see cref="StreamOutcome"/>.</summary>
internal static class StreamOutcomes
{
    private static readonly string[] Names = BuildNames();

    /// <summary>Every outcome a connection can end with.</summary>
    public static IReadOnlyList<StreamOutcome> All { get; } =
        [.. Enum.GetValues<StreamOutcome>().Where(static o => o != StreamOutcome.None)];

    /// <summary>Which part of the way this end belongs to.</summary>
    public static StreamLeg Leg(this StreamOutcome outcome) => outcome switch
    {
        < StreamOutcome.NoAgent => StreamLeg.Client,
        < StreamOutcome.AgentTimeout => StreamLeg.Server,
        < StreamOutcome.TargetRefused => StreamLeg.Agent,
        < StreamOutcome.ClientReset => StreamLeg.Target,
        _ => StreamLeg.Client,
    };

    /// <summary>The name in logs, metrics' labels and X-Tunnel-Error: the enum's own name. Allocates nothing.</summary>
    public static string Name(this StreamOutcome outcome) => Names[(int)outcome];

    /// <summary>The name of a leg, in logs and metrics' labels.</summary>
    public static string Name(this StreamLeg leg) => leg switch
    {
        StreamLeg.Client => "client",
        StreamLeg.Server => "server",
        StreamLeg.Agent => "agent",
        _ => "target",
    };

    /// <summary>What it means for a client that its stream could not be opened.</summary>
    public static StreamOutcome Of(OpenFailure failure) => failure switch
    {
        OpenFailure.Refused => StreamOutcome.TargetRefused,
        OpenFailure.HostUnreachable => StreamOutcome.HostUnreachable,
        OpenFailure.NetworkUnreachable => StreamOutcome.NetworkUnreachable,
        OpenFailure.Timeout => StreamOutcome.TargetTimeout,
        OpenFailure.NameNotFound => StreamOutcome.NameNotFound,
        OpenFailure.NameLookupFailed => StreamOutcome.NameLookupFailed,
        OpenFailure.Forbidden => StreamOutcome.Forbidden,
        OpenFailure.TooManyDials => StreamOutcome.AgentTooManyDials,
        OpenFailure.ResetDuringDial => StreamOutcome.ResetDuringDial,
        OpenFailure.Draining => StreamOutcome.AgentDraining,
        OpenFailure.OutOfDescriptors => StreamOutcome.AgentOutOfDescriptors,
        OpenFailure.Unsupported => StreamOutcome.AgentUnsupported,
        OpenFailure.NoAgent => StreamOutcome.NoAgent,
        OpenFailure.AgentLost => StreamOutcome.AgentLost,
        OpenFailure.AgentTimeout => StreamOutcome.AgentTimeout,
        OpenFailure.TooManyStreams => StreamOutcome.TooManyStreams,
        _ => StreamOutcome.AgentInternalError,
    };

    /// <summary>What it means for a client that its open stream was reset.</summary>
    public static StreamOutcome Of(ResetCode code) => code switch
    {
        ResetCode.EndpointReset => StreamOutcome.TargetReset,
        ResetCode.EndpointTimedOut => StreamOutcome.TargetTimedOut,
        ResetCode.SessionLost => StreamOutcome.SessionLost,
        ResetCode.UnknownStream or ResetCode.FlowControl => StreamOutcome.AgentOutOfStep,
        ResetCode.Drained => StreamOutcome.AgentDrained,
        ResetCode.OutOfMemory => StreamOutcome.AgentOutOfMemory,
        _ => StreamOutcome.AgentInternalError,
    };

    private static string[] BuildNames()
    {
        var names = new string[256];
        foreach (var outcome in Enum.GetValues<StreamOutcome>())
            names[(int)outcome] = outcome.ToString();
        return names;
    }
}
