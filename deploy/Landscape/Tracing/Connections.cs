using System.Net;
using System.Net.Sockets;

namespace Connectivity.Landscape.Tracing;

/// <summary>Makes connections for probes.</summary>
internal static class Connections
{
    /// <summary>Connects over TCP.</summary>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    public static Task<Socket> ToAsync(EndPoint target, CancellationToken cancellation) =>
        ConnectAsync(new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, target, cancellation);

    /// <summary>Connects to a Unix socket.</summary>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    public static Task<Socket> ToAsync(string path, CancellationToken cancellation) =>
        ConnectAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellation);

    private static async Task<Socket> ConnectAsync(Socket socket, EndPoint target, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(target, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
