using Connectivity.Shared.Configuration;
using Connectivity.Shared.Addressing;

namespace Connectivity.SniGateway.Configuration;

/// <summary>How a listener finds the route of a connection.</summary>
internal enum ListenerKind : byte
{
    /// <summary>By the server name in the TLS ClientHello (RFC 6066, section 3).</summary>
    Sni,

    /// <summary>By the destination named in the header of an HTTP CONNECT request.</summary>
    Connect,

    /// <summary>By the original destination address in a PROXY protocol header.</summary>
    ProxyDestination,
}

/// <summary>Whether connections to a listener begin with a PROXY protocol header.</summary>
internal enum ProxyProtocolMode : byte
{
    /// <summary>Never; a header would be read as the client's first bytes.</summary>
    Off,

    /// <summary>From trusted peers, perhaps: for moving a load balancer over and for its health checks.</summary>
    Optional,

    /// <summary>Always; a connection without one is refused.</summary>
    Required,
}

/// <summary>What a client whose name matches no route is given.</summary>
internal enum NoRouteAction : byte
{
    /// <summary>The fatal TLS alert unrecognized_name (RFC 6066, section 3), then FIN.</summary>
    Alert,

    /// <summary>FIN alone.</summary>
    Fin,

    /// <summary>RST.</summary>
    Reset,
}

/// <summary>Which of several stacked PROXY headers an address is taken from.</summary>
internal enum HeaderChoice : byte
{
    /// <summary>The first on the wire: written by the nearest hop.</summary>
    Outermost,

    /// <summary>The last on the wire: written by the hop nearest to the client.</summary>
    Innermost,
}

/// <summary>One listening socket.</summary>
internal sealed record ListenerOptions
{
    /// <summary>Its name in logs, metrics and errors. Unique among listeners.</summary>
    public required string Name { get; init; }

    /// <summary>The address and port to bind. Port 0 takes any free port.</summary>
    public required SocketEndpoint Address { get; init; }

    /// <summary>How the route is found. Default Sni.</summary>
    public ListenerKind Kind { get; init; }

    /// <summary>Whether a PROXY header is expected. Default Off.</summary>
    public ProxyProtocolMode ProxyProtocol { get; init; }

    /// <summary>
    /// Who may send a PROXY header. Needed unless <see cref="ProxyProtocol"/> is Off: anyone else could choose a source address.
    /// </summary>
    public ValueList<SourceRange> TrustedProxies { get; init; } = [];

    /// <summary>What a client without a route is given. Default Alert. A Connect listener answers in HTTP instead.</summary>
    public NoRouteAction OnNoRoute { get; init; }

    /// <summary>Most PROXY headers in a row, 1 to <see cref="MaxStackedHeaders"/>. Default 1. Bounds the bytes read before routing.</summary>
    public int StackedHeaders { get; init; } = 1;

    /// <summary>Which stacked header the client's address is taken from. Default Innermost: the hop that saw the client.</summary>
    public HeaderChoice SourceHeader { get; init; } = HeaderChoice.Innermost;

    /// <summary>Which stacked header the original destination is taken from. Default Innermost.</summary>
    public HeaderChoice DestinationHeader { get; init; } = HeaderChoice.Innermost;

    /// <summary>
    /// Length of the kernel's queue of connections that are not accepted yet. Default 4096; the kernel cuts it to net.core.somaxconn.
    /// </summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Most headers that may be stacked.</summary>
    public const int MaxStackedHeaders = 4;
}
