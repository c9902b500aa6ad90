using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>How the relaying between a socket and a stream ended.</summary>
internal enum SocketEndKind : byte
{
    /// <summary>Not ended.</summary>
    None,

    /// <summary>Both directions ended properly, and the peer has everything.</summary>
    Completed,

    /// <summary>Our socket was reset, or failed in another way that is not a time-out.</summary>
    SocketReset,

    /// <summary>Our socket's peer stopped answering.</summary>
    SocketTimedOut,

    /// <summary>The stream was reset by the peer, or its session is lost: see <see cref="SocketEndResult.Code"/>.</summary>
    StreamReset,

    /// <summary>One direction had ended and the other moved nothing for too long.</summary>
    HalfCloseTimeout,

    /// <summary>This process ended it: its drain, or a fault.</summary>
    Aborted,
}

/// <summary>How the relaying between a socket and a stream ended, and what it had moved.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Code">The code of the reset, sent or received.</param>
/// <param name="BytesToStream">Bytes from the socket to the stream.</param>
/// <param name="BytesFromStream">Bytes from the stream to the socket.</param>
internal readonly record struct SocketEndResult(SocketEndKind Kind, ResetCode Code, long BytesToStream, long BytesFromStream);

/// <summary>Who gave a socket to a <see cref="SocketEnd"/>.</summary>
internal interface ISocketEndOwner
{
    /// <summary>It is over and the socket is closed, or will be once its last bytes have arrived. Told once.</summary>
    void OnSocketEnded(SocketEnd end, in SocketEndResult result);
}
