using System.Globalization;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Addresses and ports that may be connected to.</summary>
/// <param name="Cidr">The addresses.</param>
/// <param name="Ports">The ports of each; at least one range.</param>
internal sealed record AllowRule(SourceRange Cidr, ValueList<PortRange> Ports);

/// <summary>A range of TCP ports, both ends included.</summary>
/// <param name="First">1 to 65535.</param>
/// <param name="Last">Not less than <paramref name="First"/>.</param>
internal readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>What <see cref="TryParse"/> takes, in words.</summary>
    public const string Expected = "a port or a range of ports (like 10250 or 30000-32767), each 1-65535";

    /// <summary>Whether a port is in the range.</summary>
    public bool Contains(int port) => port >= First && port <= Last;

    /// <summary>Reads "10250" or "30000-32767".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        var dash = text.IndexOf('-');
        range = default;
        if (!TryParsePort(dash < 0 ? text : text[..dash], out var first) || !TryParsePort(text[(dash + 1)..], out var last) || first > last)
            return false;
        range = new PortRange(first, last);
        return true;
    }

    /// <summary>The range as the file has it.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0;
}
