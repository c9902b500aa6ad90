namespace Connectivity.Shared.Socks5;

/// <summary>
/// Reads a client's greeting, the list of the authentication methods that it knows (RFC 1928, section 3). Pure, like
/// <see cref="HttpConnect.ConnectRequestReader"/>: called with everything received so far, keeps no state, allocates nothing.
/// </summary>
public static class Socks5GreetingReader
{
    /// <summary>Longest greeting, in bytes.</summary>
    public const int MaxLength = 2 + byte.MaxValue;

    internal const byte Version = 5;

    private const byte NoAuthentication = 0;
    private const byte TlsHandshake = 0x16;

    /// <summary>Reads one greeting. It is done only when it offers the method without authentication, the one we know.</summary>
    /// <param name="received">Everything received on the connection.</param>
    /// <param name="consumed">The greeting's length when done, else 0. A client may send its request at once behind it.</param>
    /// <param name="error">Why the bytes are invalid.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out int consumed, out Socks5Error error)
    {
        (consumed, error) = (0, Socks5Error.None);
        if (received.IsEmpty)
            return ReadStatus.NeedMore;
        if (received[0] != Version)
            return Invalid(received[0] == TlsHandshake ? Socks5Error.Tls : Socks5Error.VersionUnsupported, out error);
        if (received.Length < 2)
            return ReadStatus.NeedMore;
        int count = received[1];
        if (count == 0)
            return Invalid(Socks5Error.NoMethods, out error);
        if (received.Length < 2 + count)
            return ReadStatus.NeedMore;
        if (!received.Slice(2, count).Contains(NoAuthentication))
            return Invalid(Socks5Error.AuthenticationRequired, out error);
        consumed = 2 + count;
        return ReadStatus.Done;
    }

    private static ReadStatus Invalid(Socks5Error cause, out Socks5Error error)
    {
        error = cause;
        return ReadStatus.Invalid;
    }
}
