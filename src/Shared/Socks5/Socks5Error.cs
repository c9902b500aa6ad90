namespace Connectivity.Shared.Socks5;

/// <summary>Why what a SOCKS client sent is refused. The sections are those of RFC 1928.</summary>
public enum Socks5Error : byte
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>The bytes are TLS, sent to a port that speaks SOCKS in the clear.</summary>
    Tls,

    /// <summary>The version is not 5 (3, 4): SOCKS 4, HTTP, or no proxy protocol at all.</summary>
    VersionUnsupported,

    /// <summary>The greeting offers no authentication method (3).</summary>
    NoMethods,

    /// <summary>The greeting offers methods, but not the one without authentication (3).</summary>
    AuthenticationRequired,

    /// <summary>The command is not CONNECT (4).</summary>
    CommandUnsupported,

    /// <summary>The reserved byte is not zero (4).</summary>
    ReservedNotZero,

    /// <summary>The address is neither IPv4, nor IPv6, nor a name (5).</summary>
    AddressTypeUnsupported,

    /// <summary>The name is empty, or has a character that is none of a host name's (5).</summary>
    NameMalformed,

    /// <summary>The port is 0 (4).</summary>
    PortZero,
}
