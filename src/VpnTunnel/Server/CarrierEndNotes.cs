using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Server;

/// <summary>How the last carrier of each session ended, and the last one of all: what to look at when no agent is connected. On the loop's thread.</summary>
internal sealed class CarrierEndNotes
{
    private readonly Dictionary<TunnelSession, CarrierEndNote> _bySession = [];

    /// <summary>The last end of any carrier; null before the first. It outlives the carrier's session.</summary>
    public CarrierEndNote? Last { get; private set; }

    /// <summary>The last end of a carrier of a session; null before the first.</summary>
    public CarrierEndNote? Of(TunnelSession session) => _bySession.GetValueOrDefault(session);

    /// <summary>A carrier has ended.</summary>
    /// <param name="session">Whose it was; null where it had none yet, or its session has ended.</param>
    /// <param name="note">How.</param>
    public void Add(TunnelSession? session, CarrierEndNote note)
    {
        Last = note;
        if (session is { IsEnded: false })
            _bySession[session] = note;
    }

    /// <summary>A session has ended.</summary>
    public void Forget(TunnelSession session) => _bySession.Remove(session);
}

/// <summary>The end of a carrier.</summary>
/// <param name="Agent">The agent's id, or the name in its certificate where it had not said HELLO.</param>
/// <param name="End">How it ended.</param>
/// <param name="At">When.</param>
internal sealed record CarrierEndNote(string Agent, CarrierEnd End, DateTimeOffset At);
