using Connectivity.Shared.Addressing;
using Connectivity.Shared.Tls;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>What an OPEN asks for: an address, or a name that is to be looked up.</summary>
/// <param name="Address">The address with its port; the default value for a name.</param>
/// <param name="Host">The name as it was sent; null for an address.</param>
/// <param name="Display">Host and port for logs and messages.</param>
internal readonly record struct TargetName(SocketEndpoint Address, string? Host, string Display)
{
    /// <summary>Reads the host of a request; false when it is neither an address nor a possible name.</summary>
    public static bool TryParse(OpenRequest request, out TargetName target)
    {
        var isIPv6 = request.Host.Contains(':');
        var display = isIPv6 ? $"[{request.Host}]:{request.Port}" : $"{request.Host}:{request.Port}";
        target = new TargetName(default, request.Host, display);
        if (request.Port is < 1 or > ushort.MaxValue)
            return false;
        if (SocketEndpoint.TryParse(display, out var endpoint))
        {
            target = new TargetName(endpoint, null, endpoint.ToString());
            return true;
        }

        return !isIPv6 && !EndsInHexNumber(request.Host)
            && ServerNames.TryNormalize(request.Host, stackalloc char[ServerNames.MaxLength], out _, out _);
    }

    // What the resolver would take for an address in some old way of writing, "127.1" or "0x7f000001", is no name. A decimal number at the end is
    // refused with the name.
    private static bool EndsInHexNumber(ReadOnlySpan<char> host) =>
        host[(host.LastIndexOf('.') + 1)..].StartsWith("0x", StringComparison.OrdinalIgnoreCase);
}
