using Connectivity.Shared.Addressing;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>
/// Addresses that no configuration opens, since they mean something else at the agent than at whoever asked: the agent's own machine, its link
/// (cloud metadata services among it), and groups. IPv6 forms that lead to a refused IPv4 address are refused like it.
/// </summary>
internal static class RefusedAddresses
{
    // This network (RFC 1122, section 3.2.1.3), loopback, link-local (RFC 3927), multicast and broadcast. Without the rest of 240.0.0.0/4:
    // shoots and seeds with overlapping networks map them there.
    private static readonly SourceRangeSet Plain = new(
        new[] { "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "::/128", "::1/128", "fe80::/10", "ff00::/8" }
            .Select(static text => SourceRange.Parse(text)));

    /// <summary>Whether an address is refused whatever the configuration says.</summary>
    public static bool Contains(in SocketEndpoint endpoint) =>
        Plain.Contains(endpoint) || (!endpoint.IsIPv4 && EmbedsRefused(endpoint.High, endpoint.Low));

    private static bool EmbedsRefused(ulong high, ulong low) => (high >> 32) switch
    {
        // IPv4-compatible (RFC 4291, section 2.5.5.1) and IPv4-translated (RFC 2765, section 2.1). Mapped ones are IPv4 here already.
        0 when high == 0 && (low >> 32 is 0 or 0xFFFF_0000) => IsRefused((uint)low),
        // NAT64, well-known prefix and the one for local use (RFC 6052, section 2.1; RFC 8215).
        0x0064_FF9B => IsRefused((uint)low),
        // Teredo: the server's address, and the client's, inverted (RFC 4380, section 4).
        0x2001_0000 => IsRefused((uint)high) || IsRefused(~(uint)low),
        // 6to4 (RFC 3056, section 2).
        var first when first >> 16 == 0x2002 => IsRefused((uint)(high >> 16)),
        _ => false,
    };

    private static bool IsRefused(uint ipv4) => Plain.Contains(SocketEndpoint.FromIPv4(ipv4, 0));
}
