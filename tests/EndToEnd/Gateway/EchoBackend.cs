using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>A server that says its name on each connection and then sends back what it gets. A FIN is answered with a FIN.</summary>
internal sealed class EchoBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ending = new();
    private readonly byte[] _greeting;

    public EchoBackend(string name)
    {
        _greeting = Encoding.ASCII.GetBytes(name + "\n");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>The loopback port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_ending.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using var owned = connection;
        var buffer = new byte[4096];
        try
        {
            await connection.SendAsync(_greeting, _ending.Token);
            while (await connection.ReceiveAsync(buffer, _ending.Token) is > 0 and var received)
                await connection.SendAsync(buffer.AsMemory(0, received), _ending.Token);
            connection.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The client, or the test, has had enough.
        }
    }
}
