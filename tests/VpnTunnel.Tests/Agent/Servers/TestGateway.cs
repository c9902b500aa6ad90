using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

/// <summary>An HTTP CONNECT hop that a test speaks for.</summary>
internal sealed class TestGateway : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _accepted = [];

    public TestGateway()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public string Address => $"{_listener.LocalEndPoint}";

    public void Dispose()
    {
        _listener.Dispose();
        _accepted.ForEach(static s => s.Dispose());
    }

    /// <summary>The next connection and the head of its request.</summary>
    public async Task<(Socket Socket, string Head)> AcceptAsync()
    {
        var socket = await _listener.AcceptAsync();
        socket.NoDelay = true;
        _accepted.Add(socket);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(one) == 1)
            head.Append((char)one[0]);
        return (socket, head.ToString());
    }

    /// <summary>The next connection, asked or not.</summary>
    public async Task<Socket> AcceptRawAsync()
    {
        var socket = await _listener.AcceptAsync();
        socket.NoDelay = true;
        _accepted.Add(socket);
        return socket;
    }
}
