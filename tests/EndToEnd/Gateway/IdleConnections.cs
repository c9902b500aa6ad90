using System.Net;
using System.Net.Sockets;
using Connectivity.TestKit.Tls;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>
/// Many connections through a gateway on which nothing is said after the hello, and the server at their other end. They live in this
/// process: two descriptors each, as many as the gateway needs for them.
/// </summary>
internal sealed class IdleConnections : IDisposable
{
    // The kernel's queue of a listening socket would overflow if all came before any is accepted.
    private const int Batch = 100;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _clients = [];
    private readonly List<Socket> _servers = [];
    private readonly byte[] _hello;

    /// <summary>Listens for what a gateway leads here.</summary>
    public IdleConnections(string host)
    {
        _hello = ClientHelloBuilder.For(host).Build();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Batch);
    }

    /// <summary>The port that the gateway has to lead to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Opens connections until there are so many; each hello has arrived at the server then.</summary>
    public async Task OpenAsync(int gatewayPort, int count)
    {
        var buffer = new byte[_hello.Length];
        while (_clients.Count < count)
        {
            var batch = Math.Min(Batch, count - _clients.Count);
            for (var i = 0; i < batch; i++)
                _clients.Add(Connect(gatewayPort));
            for (var i = 0; i < batch; i++)
                await AcceptAsync(buffer);
        }
    }

    /// <summary>Closes all connections, on both sides.</summary>
    public void Close()
    {
        foreach (var socket in _clients.Concat(_servers))
            socket.Dispose();
        _clients.Clear();
        _servers.Clear();
    }

    public void Dispose()
    {
        Close();
        _listener.Dispose();
    }

    private Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(_hello);
        return socket;
    }

    private async Task AcceptAsync(byte[] buffer)
    {
        var server = await _listener.AcceptAsync(Patience.Token());
        _servers.Add(server);
        for (var received = 0; received < buffer.Length;)
            received += await server.ReceiveAsync(buffer.AsMemory(received), Patience.Token());
    }
}
