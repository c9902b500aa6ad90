using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectivity.Shared.Addressing;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Where a front end listens: "10.1.2.3:9443", "[::]:9443" or "unix:/path".</summary>
internal sealed record ListenAddress
{
    /// <summary>What <see cref="TryParse"/> takes, in words.</summary>
    public const string Expected = "ip:port, [ip]:port or unix:/absolute/path (at most 107 bytes)";

    private const string UnixPrefix = "unix:";

    // sockaddr_un has 108 bytes for the path and its terminating zero (unix(7)).
    private const int MaxPathBytes = 107;

    private ListenAddress(SocketEndpoint endpoint, string? path) => (Endpoint, Path) = (endpoint, path);

    /// <summary>The TCP endpoint; the default value for a Unix socket. Port 0 takes any free port.</summary>
    public SocketEndpoint Endpoint { get; }

    /// <summary>The absolute path of a Unix socket; null for TCP.</summary>
    public string? Path { get; }

    /// <summary>Whether this is a Unix socket.</summary>
    [MemberNotNullWhen(true, nameof(Path))]
    public bool IsUnix => Path is not null;

    /// <summary>Reads an address.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out ListenAddress address)
    {
        address = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            if (path.Length > 1 && path[0] == '/' && !path.Contains('\0') && Encoding.UTF8.GetByteCount(path) <= MaxPathBytes)
                address = new ListenAddress(default, path.ToString());
        }
        else if (SocketEndpoint.TryParse(text, out var endpoint))
        {
            address = new ListenAddress(endpoint, null);
        }

        return address is not null;
    }

    /// <summary>The address as it is written in the file.</summary>
    public override string ToString() => IsUnix ? UnixPrefix + Path : Endpoint.ToString();
}
