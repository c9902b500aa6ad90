using System.Net.Sockets;

namespace Connectivity.Landscape.Tracing;

/// <summary>Why a connection did not come about, in words.</summary>
internal static class SocketErrors
{
    /// <summary>What an error means, with the name that manuals have for it.</summary>
    public static string Text(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused (ECONNREFUSED): nobody listens there",
        SocketError.ConnectionReset => "connection reset (ECONNRESET)",
        SocketError.TimedOut => "no answer in time (ETIMEDOUT)",
        SocketError.HostUnreachable => "no route to host (EHOSTUNREACH)",
        SocketError.NetworkUnreachable => "network is unreachable (ENETUNREACH)",
        SocketError.AccessDenied => "permission denied (EACCES)",
        // Unix sockets: no such file.
        SocketError.AddressNotAvailable => "there is no such address or socket (ENOENT, EADDRNOTAVAIL)",
        SocketError.TooManyOpenSockets => "no descriptor is left (EMFILE)",
        _ => error.Message,
    };
}
