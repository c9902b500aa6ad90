using System.Text;

namespace Connectivity.Shared.HttpConnect;

/// <summary>The CONNECT request to a gateway (RFC 9110, section 9.3.6).</summary>
public static class ConnectRequestWriter
{
    /// <summary>
    /// The whole request. Target and header fields were checked with the configuration, so that none of them can end its line; checked
    /// again here, since a line end would let them write a request of their own.
    /// </summary>
    /// <param name="target">Host and port.</param>
    /// <param name="headers">Fields beside Host.</param>
    public static byte[] Write(string target, IEnumerable<ConnectHeader> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var text = new StringBuilder();
        AppendLine(text, $"CONNECT {target} HTTP/1.1");
        AppendLine(text, $"Host: {target}");
        foreach (var header in headers)
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
