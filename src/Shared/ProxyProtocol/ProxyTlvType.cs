namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Types of version 2 extensions (PROXY protocol, section 2.2.1, PP2_TYPE_*).</summary>
public static class ProxyTlvType
{
    /// <summary>The application protocol of the TLS connection (RFC 7301), such as "h2".</summary>
    public const byte Alpn = 0x01;

    /// <summary>The host name that the client named, usually its SNI. UTF-8.</summary>
    public const byte Authority = 0x02;

    /// <summary>CRC32c of the whole header, four bytes in network order.</summary>
    public const byte Checksum = 0x03;

    /// <summary>Padding without a meaning.</summary>
    public const byte Noop = 0x04;

    /// <summary>Opaque name of the connection, at most 128 bytes.</summary>
    public const byte UniqueId = 0x05;

    /// <summary>
    /// Facts about the client's TLS connection, with extensions of their own. Passed through unread: HyperShift puts the cluster's
    /// identifier here as bare text.
    /// </summary>
    public const byte Ssl = 0x20;

    /// <summary>The network namespace, US-ASCII.</summary>
    public const byte NetworkNamespace = 0x30;

    /// <summary>Amazon's own; its first byte 1 precedes the identifier of a VPC endpoint.</summary>
    public const byte Aws = 0xEA;

    /// <summary>Azure's own; its first byte 1 precedes the 32-bit link identifier of a private endpoint.</summary>
    public const byte Azure = 0xEE;
}
