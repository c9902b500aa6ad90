using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>What is spoken at a front end.</summary>
internal enum FrontendKind : byte
{
    /// <summary>HTTP/1 CONNECT (RFC 9110, section 9.3.6), as kube-apiserver's egress selector speaks it.</summary>
    HttpConnect,

    /// <summary>SOCKS version 5 (RFC 1928), names resolved by the agent.</summary>
    Socks5,
}

/// <summary>One socket on which clients ask for connections into the shoot.</summary>
internal sealed record FrontendOptions
{
    /// <summary>What is spoken there.</summary>
    public required FrontendKind Kind { get; init; }

    /// <summary>Where it listens.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>
    /// Our certificate, and who may have issued a client's. Null: bytes in the clear, which takes a Unix socket, a loopback address or
    /// <see cref="AllowedSources"/>.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Common names of which a client's certificate must have one. Empty: any that the authorities issued.</summary>
    public ValueList<string> AllowedClients { get; init; } = [];

    /// <summary>The client addresses that may connect; not of a Unix socket. Null: all.</summary>
    public ValueList<SourceRange>? AllowedSources { get; init; }

    /// <summary>The permission bits of a Unix socket, <see cref="DefaultMode"/> unless given.</summary>
    public UnixFileMode Mode { get; init; } = DefaultMode;

    /// <summary>Owner and group may connect: 0660.</summary>
    public const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
