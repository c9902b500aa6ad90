using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>How a connection ended, as its peer sees it.</summary>
internal enum ConnectionEnd
{
    /// <summary>FIN.</summary>
    Fin,

    /// <summary>RST.</summary>
    Reset,
}

/// <summary>A client of an <see cref="EchoBackend"/> behind a gateway.</summary>
internal sealed class EchoClient : IDisposable
{
    private readonly Socket _socket;

    private EchoClient(Socket socket, string backend) => (_socket, Backend) = (socket, backend);

    /// <summary>The name that the backend gave.</summary>
    public string Backend { get; }

    /// <summary>Connects to a gateway, says a server name and waits until a backend has answered, the hello included.</summary>
    /// <param name="port">The gateway's port.</param>
    /// <param name="host">The server name.</param>
    /// <param name="from">The loopback address to connect from; null for the usual one.</param>
    public static async Task<EchoClient> ConnectAsync(int port, string host, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, Patience.Token());
        var hello = ClientHelloBuilder.For(host).Build();
        await socket.SendAsync(hello, Patience.Token());

        var name = new StringBuilder();
        for (var next = await ReceiveAsync(socket, 1); next[0] != '\n'; next = await ReceiveAsync(socket, 1))
            name.Append((char)next[0]);
        Assert.Equal(hello, await ReceiveAsync(socket, hello.Length));
        return new EchoClient(socket, name.ToString());
    }

    /// <summary>Sends a text and waits until it has come back.</summary>
    public async Task ProveAliveAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await _socket.SendAsync(bytes, Patience.Token());
        Assert.Equal(bytes, await ReceiveAsync(_socket, bytes.Length));
    }

    /// <summary>Sends a FIN.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits for the end, before which nothing may come any more.</summary>
    public Task<ConnectionEnd> EndAsync() => EndAsync(_socket);

    /// <summary>Waits for the end of any connection, before which nothing may come.</summary>
    public static async Task<ConnectionEnd> EndAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Patience.Token()));
            return ConnectionEnd.Fin;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            return ConnectionEnd.Reset;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var received = 0; received < count;)
        {
            var now = await socket.ReceiveAsync(bytes.AsMemory(received), Patience.Token());
            Assert.True(now > 0, $"the connection has ended after {received} of {count} bytes");
            received += now;
        }

        return bytes;
    }
}
