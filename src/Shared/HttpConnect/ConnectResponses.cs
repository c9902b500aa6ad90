namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Whole responses to CONNECT requests, as constants. Every refusal closes the connection and has no body, and none names a destination.
/// </summary>
public static class ConnectResponses
{
    /// <summary>The tunnel stands; its bytes follow. A 2xx response to CONNECT has no length (RFC 9110, section 9.3.6).</summary>
    /// <param name="minorVersion">The request's: an HTTP/1.0 client is answered in kind.</param>
    public static ReadOnlySpan<byte> Established(int minorVersion) => minorVersion == 0
        ? "HTTP/1.0 200 Connection established\r\n\r\n"u8
        : "HTTP/1.1 200 Connection established\r\n\r\n"u8;

    /// <summary>
    /// The one answer to a destination that is unknown, malformed or forbidden, so that it tells nothing about which destinations exist.
    /// </summary>
    public static ReadOnlySpan<byte> Refused => "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The head is malformed, or no CONNECT.</summary>
    public static ReadOnlySpan<byte> BadRequest => "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The head did not arrive in time.</summary>
    public static ReadOnlySpan<byte> RequestTimeout =>
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The client has too many connections, or opens them too fast.</summary>
    public static ReadOnlySpan<byte> TooManyRequests =>
        "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The head is over its bounds.</summary>
    public static ReadOnlySpan<byte> HeadTooLarge =>
        "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The destination refused the connection or cannot be reached.</summary>
    public static ReadOnlySpan<byte> BadGateway => "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>There is nothing to connect to at the moment, or this program is at a limit of its own.</summary>
    public static ReadOnlySpan<byte> ServiceUnavailable =>
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;

    /// <summary>The destination did not answer in time.</summary>
    public static ReadOnlySpan<byte> GatewayTimeout =>
        "HTTP/1.1 504 Gateway Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8;
}
