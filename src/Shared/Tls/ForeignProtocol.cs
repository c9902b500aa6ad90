namespace Connectivity.Shared.Tls;

/// <summary>Tells apart what is not TLS, for the operator who reads the log. It is refused in any case.</summary>
internal static class ForeignProtocol
{
    /// <summary>Names what begins with these bytes: at least one, and the first is not that of a handshake record.</summary>
    public static ClientHelloError Classify(ReadOnlySpan<byte> bytes)
    {
        if (IsHttp(bytes))
            return ClientHelloError.PlaintextHttp;
        return IsSslv2(bytes) ? ClientHelloError.Sslv2Framed : ClientHelloError.NotTls;
    }

    /// <summary>Whether the bytes, as far as they go, begin with a method and a space (RFC 9110, section 9; "PRI" is HTTP/2's).</summary>
    private static bool IsHttp(ReadOnlySpan<byte> bytes) =>
        Begins(bytes, "GET "u8) || Begins(bytes, "HEAD "u8) || Begins(bytes, "POST "u8) || Begins(bytes, "PUT "u8) ||
        Begins(bytes, "DELETE "u8) || Begins(bytes, "CONNECT "u8) || Begins(bytes, "OPTIONS "u8) || Begins(bytes, "TRACE "u8) ||
        Begins(bytes, "PATCH "u8) || Begins(bytes, "PRI "u8);

    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> token)
    {
        var common = Math.Min(bytes.Length, token.Length);
        return bytes[..common].SequenceEqual(token[..common]);
    }

    /// <summary>
    /// Whether the bytes, as far as they go, are a length with the top bit set, message type 1 and version 2.0 or 3.x (RFC 5246, E.2).
    /// </summary>
    private static bool IsSslv2(ReadOnlySpan<byte> bytes) =>
        bytes[0] >= 0x80 &&
        (bytes.Length < 3 || bytes[2] == TlsCodePoints.ClientHelloMessage) &&
        (bytes.Length < 4 || bytes[3] is TlsCodePoints.MajorVersion or 0);
}
