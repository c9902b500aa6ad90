using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>A backend of plain TCP: a test accepts its connections and speaks for it.</summary>
internal sealed class TestBackend : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _filling = [];

    private TestBackend() => _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public SocketEndpoint Endpoint => SocketEndpoint.From((IPEndPoint)_listener.LocalEndPoint!);

    public BackendOptions Options => Sample.Backend(Endpoint.ToString());

    /// <summary>Takes connections.</summary>
    public static TestBackend Start()
    {
        var backend = new TestBackend();
        backend._listener.Listen(4096);
        return backend;
    }

    /// <summary>Has a port at which every connection is refused.</summary>
    public static TestBackend Refusing() => new();

    /// <summary>Has a port at which nobody answers: its queue is full, so the kernel drops what comes.</summary>
    public static async Task<TestBackend> StartHangingAsync()
    {
        var backend = new TestBackend();
        backend._listener.Listen(0);
        var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        backend._filling.Add(first);
        await first.ConnectAsync(backend.Endpoint.ToIPEndPoint(), Bound.Token);
        return backend;
    }

    public async Task<Peer> AcceptAsync() => new(await _listener.AcceptAsync(Bound.Token));

    /// <summary>Accepts, or gives null once this is no longer wanted.</summary>
    public async Task<Peer?> TryAcceptAsync(CancellationToken ending)
    {
        try
        {
            return new Peer(await _listener.AcceptAsync(ending));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Whether a connection waits to be accepted.</summary>
    public bool IsWanted => _listener.Poll(0, SelectMode.SelectRead);

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _filling)
            socket.Dispose();
    }
}
