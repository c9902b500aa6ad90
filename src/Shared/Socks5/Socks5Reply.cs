namespace Connectivity.Shared.Socks5;

/// <summary>The answer to a request (RFC 1928, section 6).</summary>
public enum Socks5Reply : byte
{
    /// <summary>The connection stands; its bytes follow.</summary>
    Succeeded = 0,

    /// <summary>The proxy failed, in none of the ways below.</summary>
    GeneralFailure = 1,

    /// <summary>The client may not connect there.</summary>
    NotAllowed = 2,

    /// <summary>No way to the target's network.</summary>
    NetworkUnreachable = 3,

    /// <summary>No way to the target's host, or it has no address.</summary>
    HostUnreachable = 4,

    /// <summary>The target refused the connection.</summary>
    ConnectionRefused = 5,

    /// <summary>The target did not answer in time. What the RFC calls "TTL expired" is used so by every proxy.</summary>
    TimedOut = 6,

    /// <summary>The proxy does nothing but CONNECT.</summary>
    CommandNotSupported = 7,

    /// <summary>The address is of a kind that the proxy does not know.</summary>
    AddressTypeNotSupported = 8,
}
