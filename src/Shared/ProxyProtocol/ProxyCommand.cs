namespace Connectivity.Shared.ProxyProtocol;

/// <summary>On whose behalf a connection was made (PROXY protocol, section 2.2, byte 13). The values are those on the wire.</summary>
public enum ProxyCommand : byte
{
    /// <summary>
    /// The proxy's own, a health check for instance: the connection's own addresses count and the rest of the header does not.
    /// </summary>
    Local = 0,

    /// <summary>A client's.</summary>
    Proxy = 1,
}
