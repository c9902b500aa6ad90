using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;

namespace Connectivity.EndToEnd.Tunnel.Ends;

/// <summary>A server of the shoot, as agents see it: the test takes its connections one by one.</summary>
internal sealed class Target : IDisposable
{
    private readonly Socket _listener;

    /// <summary>Listens at an address.</summary>
    public Target(IPAddress address)
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(4096);
    }

    /// <summary>Where it is.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Whether a connection waits to be taken.</summary>
    public bool HasConnection => _listener.Poll(0, SelectMode.SelectRead);

    /// <summary>Takes the next connection.</summary>
    public async Task<TunnelEnd> AcceptAsync()
    {
        var socket = await _listener.AcceptAsync(Patience.Token());
        socket.NoDelay = true;
        return new TunnelEnd(socket);
    }

    public void Dispose() => _listener.Dispose();
}
