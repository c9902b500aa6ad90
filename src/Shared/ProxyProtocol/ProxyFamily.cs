namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Address family and transport of the proxied connection. The values are byte 14 of a version 2 header.</summary>
public enum ProxyFamily : byte
{
    /// <summary>Unknown to the sender: version 1 UNKNOWN, version 2 UNSPEC. No addresses.</summary>
    Unspecified = 0x00,

    /// <summary>TCP over IPv4.</summary>
    Tcp4 = 0x11,

    /// <summary>UDP over IPv4.</summary>
    Udp4 = 0x12,

    /// <summary>TCP over IPv6.</summary>
    Tcp6 = 0x21,

    /// <summary>UDP over IPv6.</summary>
    Udp6 = 0x22,

    /// <summary>A UNIX stream socket. Its paths are not read.</summary>
    UnixStream = 0x31,

    /// <summary>A UNIX datagram socket. Its paths are not read.</summary>
    UnixDatagram = 0x32,
}
