using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>A server of plain TCP whose connections the test takes.</summary>
internal sealed class Server : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Server()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
    }

    public SocketEndpoint Endpoint => SocketEndpoint.From((IPEndPoint)_listener.LocalEndPoint!);

    public async Task<Peer> AcceptAsync() => new(await _listener.AcceptAsync(Bound.Token));

    public void Dispose() => _listener.Dispose();
}
