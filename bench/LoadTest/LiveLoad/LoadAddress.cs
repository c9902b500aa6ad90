using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>Where load goes: a host and a port, or a Unix socket.</summary>
/// <param name="Host">The host or its address; empty for a Unix socket.</param>
/// <param name="Port">The port.</param>
/// <param name="UnixPath">The path of a Unix socket; null for TCP.</param>
internal sealed record LoadAddress(string Host, int Port, string? UnixPath)
{
    private const string UnixScheme = "unix:";

    /// <summary>Reads "HOST:PORT", "[v6]:PORT" or "unix:PATH"; null for anything else.</summary>
    public static LoadAddress? TryParse(string text)
    {
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
            return text.Length > UnixScheme.Length ? new LoadAddress("", 0, text[UnixScheme.Length..]) : null;
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return null;
        var host = text[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!bracketed && host.Contains(':', StringComparison.Ordinal))
            return null;
        return new LoadAddress(bracketed ? host[1..^1] : host, port, null);
    }

    /// <summary>Looks it up once, so that the load is not one on DNS.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<EndPoint> ResolveAsync(CancellationToken cancellation)
    {
        if (UnixPath is not null)
            return new UnixDomainSocketEndPoint(UnixPath);
        var addresses = await Dns.GetHostAddressesAsync(Host, cancellation);
        return new IPEndPoint(addresses[0], Port);
    }

    /// <summary>Connects.</summary>
    public static async Task<Socket> ConnectAsync(EndPoint to, CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, to is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (to is IPEndPoint)
                socket.NoDelay = true;
            await socket.ConnectAsync(to, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
