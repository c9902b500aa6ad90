namespace Connectivity.Shared.Socks5;

/// <summary>Facts about each <see cref="Socks5Error"/>.</summary>
public static class Socks5Errors
{
    /// <summary>The error in constant words for the log. Never holds what the peer sent.</summary>
    public static string Text(this Socks5Error error) => error switch
    {
        Socks5Error.None => "no error",
        Socks5Error.Tls => "TLS instead of SOCKS",
        Socks5Error.VersionUnsupported => "not SOCKS 5",
        Socks5Error.NoMethods => "no authentication method offered",
        Socks5Error.AuthenticationRequired => "the method without authentication is not offered",
        Socks5Error.CommandUnsupported => "not the CONNECT command",
        Socks5Error.ReservedNotZero => "reserved byte is not zero",
        Socks5Error.AddressTypeUnsupported => "address type unknown",
        Socks5Error.NameMalformed => "host name malformed",
        Socks5Error.PortZero => "port is 0",
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    /// <summary>What a request that is refused for this is answered with. A greeting has no such answer.</summary>
    public static Socks5Reply Reply(this Socks5Error error) => error switch
    {
        Socks5Error.CommandUnsupported => Socks5Reply.CommandNotSupported,
        Socks5Error.AddressTypeUnsupported => Socks5Reply.AddressTypeNotSupported,
        _ => Socks5Reply.GeneralFailure,
    };
}
