using System.Globalization;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>How one server is reached.</summary>
internal sealed record LinkOptions
{
    /// <summary>The server's id. Unique among servers; a session is carried over a reload by it.</summary>
    public required string Name { get; init; }

    /// <summary>Where the server is: dialled, or named to the gateway. Null: the gateway knows by <see cref="ConnectHeaders"/>.</summary>
    public HostEndpoint? Address { get; init; }

    /// <summary>The HTTP CONNECT hop that is dialled instead. Null: none.</summary>
    public HostEndpoint? Gateway { get; init; }

    /// <summary>Header fields for the gateway, by which it finds the server.</summary>
    public ValueList<ConnectHeader> ConnectHeaders { get; init; } = [];

    /// <summary>The name in the TLS hello, which the server's certificate must have. Normalised. Default: the host of <see cref="Address"/>.</summary>
    public required string TlsServerName { get; init; }

    /// <summary>Where the TCP connection goes.</summary>
    public HostEndpoint Hop => Gateway ?? Address!;

    /// <summary>The target of the request to the gateway: the server's address, or what stands for it where gateways do not look at it.</summary>
    public string RequestTarget => Address?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"{TlsServerName}:{DefaultPort}");

    /// <summary>The port that servers listen on by convention.</summary>
    public const int DefaultPort = 1194;
}
