using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Connectivity.Shared.Tls;

namespace Connectivity.Shared.Addressing;

/// <summary>Where to connect to: "10.1.2.3:443", "[2001:db8::1]:443", or "name:443" with a name that DNS resolves.</summary>
public sealed record HostEndpoint
{
    /// <summary>What <see cref="TryParse"/> takes, in words.</summary>
    public const string Expected = "host:port, 10.1.2.3:port or [2001:db8::1]:port (port 1-65535)";

    private HostEndpoint(string host, ushort port, SocketEndpoint? literal) => (Host, Port, Literal) = (host, port, literal);

    /// <summary>
    /// The DNS name in lower case, or the IP address without brackets. A trailing dot is kept: it tells the resolver not to try the
    /// search list.
    /// </summary>
    public string Host { get; }

    /// <summary>The TCP port, 1 to 65535.</summary>
    public ushort Port { get; }

    /// <summary>The endpoint, when the host is an IP address; null for a name.</summary>
    public SocketEndpoint? Literal { get; }

    /// <summary>Reads an address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out HostEndpoint address)
    {
        address = null;
        if (SocketEndpoint.TryParse(text, out var endpoint))
        {
            // Connecting to the unspecified address reaches this very machine.
            var isUnspecified = endpoint.WithPort(0) == default || endpoint is { IsIPv4: true, IPv4: 0 };
            if (endpoint.Port != 0 && !isUnspecified)
                address = new HostEndpoint(endpoint.ToIPAddress().ToString(), endpoint.Port, endpoint);
            return address is not null;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        var host = text[..colon];
        if (ServerNames.TryNormalize(host, stackalloc char[ServerNames.MaxLength], out _, out _))
            address = new HostEndpoint(host.ToString().ToLowerInvariant(), port, literal: null);
        return address is not null;
    }

    /// <summary>The address as it is written in configuration, logs and metrics.</summary>
    public override string ToString() => Literal is { } literal ? literal.ToString() : $"{Host}:{Port}";
}
