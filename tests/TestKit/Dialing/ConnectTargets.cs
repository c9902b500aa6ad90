using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;

namespace Connectivity.TestKit.Dialing;

/// <summary>Places on this machine that answer a connection, refuse it or say nothing.</summary>
public sealed class ConnectTargets : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public void Dispose() => _sockets.ForEach(static s => s.Dispose());

    /// <summary>A socket that listens.</summary>
    public Socket Listening(IPAddress? address = null, int port = 0)
    {
        var listener = Bound(address ?? IPAddress.Loopback, port);
        listener.Listen();
        return listener;
    }

    /// <summary>An endpoint that refuses connections: nobody listens at it, and nobody else can take it.</summary>
    public SocketEndpoint Refusing() => EndpointOf(Bound(IPAddress.Loopback, 0));

    /// <summary>An endpoint that does not answer: its queue is full, so that the kernel drops what comes (listen(2)).</summary>
    public SocketEndpoint Silent()
    {
        var listener = Bound(IPAddress.Loopback, 0);
        listener.Listen(0);
        var filler = Keep(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        filler.Connect(listener.LocalEndPoint!);
        return EndpointOf(listener);
    }

    public static SocketEndpoint EndpointOf(Socket socket) => SocketEndpoint.From((IPEndPoint)socket.LocalEndPoint!);

    private Socket Bound(IPAddress address, int port)
    {
        var socket = Keep(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
