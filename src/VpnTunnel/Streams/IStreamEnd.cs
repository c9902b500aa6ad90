using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// What is at this side's end of a stream: a front-end connection, a target, the echo. All calls come on the loop's thread. After
/// <see cref="OnOpenFailed"/>, <see cref="OnReset"/> and <see cref="OnEnded"/> the stream is gone and must not be touched.
/// </summary>
internal interface IStreamEnd
{
    /// <summary>Server only: the agent has connected. <paramref name="address"/> is what it dialled, for the log.</summary>
    void OnOpened(TunnelStream stream, string address);

    /// <summary>Server only: the agent could not connect, or there is no way to it any more.</summary>
    void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message);

    /// <summary>
    /// Bytes from the peer, in order. Takes what it can without waiting and returns how many; the stream keeps the rest, and offers it again
    /// when told by <see cref="TunnelStream.DeliverPending"/>. Not called again before that.
    /// </summary>
    int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes);

    /// <summary>The peer's direction has ended, and all its bytes were taken.</summary>
    void OnReceivedFin(TunnelStream stream);

    /// <summary>There is room to send again, after <see cref="TunnelStream.SendRoom"/> was found to be 0.</summary>
    void OnSendRoom(TunnelStream stream);

    /// <summary>
    /// The stream ended abnormally. An ordered reset (the peer's endpoint failed) comes behind the last byte. What was taken already is to be
    /// delivered before the reset is passed on.
    /// </summary>
    void OnReset(TunnelStream stream, ResetCode code);

    /// <summary>Both directions have ended properly and the peer has acknowledged everything.</summary>
    void OnEnded(TunnelStream stream);
}
