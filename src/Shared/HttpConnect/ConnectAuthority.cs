using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.HttpConnect;

/// <summary>Host and port of a CONNECT request's target in authority form (RFC 9112, section 3.2.3).</summary>
public readonly ref struct ConnectAuthority
{
    /// <summary>The host as it was sent: a name, an IPv4 address, or an IPv6 address without its brackets.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port { get; private init; }

    /// <summary>Whether the host was in brackets, so that it is an IPv6 address and no name.</summary>
    public bool IsIPv6 { get; private init; }

    /// <summary>
    /// Reads "host:port" or "[IPv6]:port". The port is required and has no leading zeros; a name's characters are those of RFC 3986's
    /// unreserved set, so that user information, paths and percent-encoding are refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ConnectAuthority authority)
    {
        authority = default;
        var colon = text.LastIndexOf((byte)':');
        if (colon < 0 || !AddressText.TryParseNumber(text[(colon + 1)..], ushort.MaxValue, out var port) || port == 0)
            return false;
        var host = text[..colon];
        var bracketed = host.Length > 2 && host[0] == (byte)'[' && host[^1] == (byte)']';
        if (bracketed)
            host = host[1..^1];
        if (!(bracketed ? AddressText.TryParseIPv6(host, out _) : IsName(host)))
            return false;
        authority = new ConnectAuthority { Host = host, Port = (int)port, IsIPv6 = bracketed };
        return true;
    }

    private static bool IsName(ReadOnlySpan<byte> host) => !host.IsEmpty && !host.ContainsAnyExcept(HttpCharacters.HostName);
}
