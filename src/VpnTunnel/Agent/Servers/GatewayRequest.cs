using System.Text;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>The CONNECT request to a gateway (RFC 9110, section 9.3.6).</summary>
internal static class GatewayRequest
{
    /// <summary>
    /// The whole request. Target and header fields were checked with the configuration, so that none of them can end its line; checked
    /// again here, since a line end would let them write a request of their own.
    /// </summary>
    public static byte[] Write(LinkOptions link)
    {
        var text = new StringBuilder();
        AppendLine(text, $"CONNECT {link.RequestTarget} HTTP/1.1");
        AppendLine(text, $"Host: {link.RequestTarget}");
        foreach (var header in link.ConnectHeaders)
            AppendLine(text, $"{header.Name}: {header.Value}");
        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }

    private static void AppendLine(StringBuilder text, string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new InvalidOperationException("A line of the request to the gateway holds a line end.");
        text.Append(line).Append("\r\n");
    }
}
