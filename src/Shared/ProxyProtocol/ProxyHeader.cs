using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// A PROXY header as it was read (HAProxy's "The PROXY protocol", versions 1 and 2). Its spans are parts of the received bytes
/// and live as long as they do.
/// </summary>
public readonly ref struct ProxyHeader
{
    /// <summary>The form in which it came.</summary>
    public ProxyProtocolVersion Version { get; internal init; }

    /// <summary>On whose behalf the connection was made.</summary>
    public ProxyCommand Command { get; internal init; }

    /// <summary>Family and transport of the proxied connection. A LOCAL header's is not read and reported as unspecified.</summary>
    public ProxyFamily Family { get; internal init; }

    /// <summary>
    /// Whether <see cref="Source"/> and <see cref="Destination"/> are set. If not, the connection's own addresses are the right ones:
    /// LOCAL, UNKNOWN, UNSPEC and UNIX sockets.
    /// </summary>
    public bool HasAddresses => Family is ProxyFamily.Tcp4 or ProxyFamily.Tcp6 or ProxyFamily.Udp4 or ProxyFamily.Udp6;

    /// <summary>The client's end of the proxied connection. An IPv4-mapped address sent as IPv6 is an IPv4 one here.</summary>
    public SocketEndpoint Source { get; internal init; }

    /// <summary>The end that the client connected to.</summary>
    public SocketEndpoint Destination { get; internal init; }

    /// <summary>The extensions. None in version 1; those of a LOCAL header are not read.</summary>
    public ProxyTlvs Tlvs { get; internal init; }

    /// <summary>The host name that the client asked the sender for, as it was sent (the first of them); empty if there is none.</summary>
    public ReadOnlySpan<byte> Authority => Tlvs.TryGet(ProxyTlvType.Authority, out var value) ? value : default;

    /// <summary>
    /// The sender's name for the connection, at most <see cref="ProxyHeaderLimits.MaxUniqueIdLength"/> bytes; empty if there is
    /// none.
    /// </summary>
    public ReadOnlySpan<byte> UniqueId => Tlvs.TryGet(ProxyTlvType.UniqueId, out var value) ? value : default;

    /// <summary>The application protocol of the client's TLS connection; empty if there is none.</summary>
    public ReadOnlySpan<byte> Alpn => Tlvs.TryGet(ProxyTlvType.Alpn, out var value) ? value : default;
}
