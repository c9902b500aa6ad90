namespace Connectivity.Shared.Socks5;

/// <summary>What a SOCKS server says (RFC 1928, sections 3 and 6).</summary>
public static class Socks5Responses
{
    /// <summary>Length of every reply of ours, in bytes.</summary>
    public const int ReplyLength = 10;

    /// <summary>The greeting is accepted, without authentication; the request may follow.</summary>
    public static ReadOnlySpan<byte> NoAuthentication => [5, 0];

    /// <summary>None of the offered authentication methods will do; the connection ends.</summary>
    public static ReadOnlySpan<byte> NoAcceptableMethod => [5, 0xFF];

    /// <summary>
    /// Writes the answer to a request. The address that it has room for is where the proxy connects from; that is an agent's, and not
    /// the client's business, so it is 0.0.0.0:0 as clients expect it from proxies that do not know.
    /// </summary>
    /// <returns>The reply's length.</returns>
    public static int WriteReply(Span<byte> destination, Socks5Reply reply)
    {
        ReadOnlySpan<byte> text = [5, (byte)reply, 0, (byte)Socks5AddressType.IPv4, 0, 0, 0, 0, 0, 0];
        text.CopyTo(destination);
        return text.Length;
    }
}
