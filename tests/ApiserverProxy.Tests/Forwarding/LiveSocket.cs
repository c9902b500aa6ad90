using System.Globalization;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>Finds sockets of this process by their ends, to look at their options. They stay their owner's.</summary>
internal static class LiveSocket
{
    /// <summary>The socket with these ends.</summary>
    public static Socket Between(SocketEndpoint local, SocketEndpoint remote) => Find((l, r) => l == local && r == remote);

    /// <summary>A socket that is connected to an endpoint.</summary>
    public static Socket To(SocketEndpoint remote) => Find((_, r) => r == remote);

    private static Socket Find(Func<SocketEndpoint, SocketEndpoint, bool> isWanted)
    {
        foreach (var path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) != true)
                continue;
            var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
            if (socket is { AddressFamily: AddressFamily.InterNetwork, SocketType: SocketType.Stream, Connected: true, RemoteEndPoint: System.Net.IPEndPoint remote }
                && isWanted(TcpSocket.LocalEndpoint(descriptor), SocketEndpoint.From(remote)))
            {
                return socket;
            }
        }

        throw new InvalidOperationException("no such socket");
    }
}
