using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>What a session needs from the thread it lives on: an event loop, or a test.</summary>
internal interface ISessionHost
{
    /// <summary>Monotonic milliseconds.</summary>
    long NowMs { get; }

    /// <summary>Monotonic microseconds, for round-trip times.</summary>
    long NowMicroseconds { get; }

    /// <summary>Where streams get their memory from.</summary>
    ChunkPool Chunks { get; }

    /// <summary>Asks for <see cref="TunnelSession.Tick"/> at this time; a later call replaces an earlier one.</summary>
    void ScheduleTick(TunnelSession session, long dueMs);

    /// <summary>The session has ended by itself, or its last carrier is gone and nobody will wait for another.</summary>
    void OnSessionEnded(TunnelSession session);
}

/// <summary>The connection under a <see cref="CarrierLink"/>.</summary>
internal interface ICarrier
{
    /// <summary>Bytes that it has taken and that have not gone out to the network once; 0 where that is not known.</summary>
    int UnsentBytes => 0;

    /// <summary>There is something to send: <see cref="CarrierLink.Write"/> is to be called soon. Said again and again.</summary>
    void RequestSend();

    /// <summary>The session has given it up: it is of no use any more, and is reset.</summary>
    void Abandon();

    /// <summary>The session does not want it any more, though nothing is wrong with it: it is closed in order, behind what was written before.</summary>
    /// <param name="reason">What the peer is told first; None for nothing.</param>
    void Close(GoAwayReason reason);
}

/// <summary>A carrier by its place: the name under which its loss is told.</summary>
/// <param name="Slot">Its slot; <see cref="ResumeFrame.NoSlot"/> for none.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Sequence">The session's count of losses at that moment.</param>
internal readonly record struct LostCarrier(byte Slot, uint Attempt, long Sequence);
