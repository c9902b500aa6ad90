namespace Connectivity.Shared.Tls;

/// <summary>
/// Fatal alerts as complete plaintext records of 7 bytes (RFC 8446, sections 5.1 and 6), to answer a hello that is not passed on.
/// The record version is 3.3, which clients of every version take before one is negotiated: they look at the major part only.
/// </summary>
public static class TlsAlerts
{
    /// <summary>handshake_failure(40): the connection is refused, with no better reason to give.</summary>
    public static ReadOnlySpan<byte> HandshakeFailure => [21, 3, 3, 0, 2, 2, 40];

    /// <summary>access_denied(49): the name is known, but this client may not have it.</summary>
    public static ReadOnlySpan<byte> AccessDenied => [21, 3, 3, 0, 2, 2, 49];

    /// <summary>decode_error(50): the hello is malformed.</summary>
    public static ReadOnlySpan<byte> DecodeError => [21, 3, 3, 0, 2, 2, 50];

    /// <summary>internal_error(80): nothing the client could have done otherwise.</summary>
    public static ReadOnlySpan<byte> InternalError => [21, 3, 3, 0, 2, 2, 80];

    /// <summary>unrecognized_name(112): no route for the server name (RFC 6066, section 3).</summary>
    public static ReadOnlySpan<byte> UnrecognizedName => [21, 3, 3, 0, 2, 2, 112];
}
