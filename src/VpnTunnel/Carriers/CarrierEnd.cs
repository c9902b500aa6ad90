using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>Why a carrier ended.</summary>
internal enum CarrierEndKind : byte
{
    /// <summary>The peer closed it in order.</summary>
    PeerClosed,

    /// <summary>The connection failed, or ended without TLS's goodbye: a gateway or the peer died.</summary>
    Lost,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError,

    /// <summary>The peer said GOAWAY before it had said HELLO: it does not want this carrier.</summary>
    RefusedByPeer,

    /// <summary>This side did not want the peer's HELLO.</summary>
    Refused,

    /// <summary>No HELLO in time.</summary>
    HelloTimeout,

    /// <summary>The session gave it up: no sign of life, a later one in its slot, or the session's own end by a failure.</summary>
    GivenUp,

    /// <summary>This side closed it in order: a drain is over, or there was one more than wanted.</summary>
    Closed,

    /// <summary>A fault of this program; the log says which.</summary>
    Internal,
}

/// <summary>How a carrier ended.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Detail">For the log: what TLS, the protocol or the peer's GOAWAY said. A peer's words are not to be trusted.</param>
/// <param name="Reason">The reason of the GOAWAY, sent or received, if there was one.</param>
internal sealed record CarrierEnd(CarrierEndKind Kind, string Detail, GoAwayReason Reason = GoAwayReason.None);
