using System.Net;
using System.Net.Sockets;

namespace Connectivity.Landscape.Processes;

/// <summary>
/// Finds ports of the loopback address that nobody uses, and holds them until a process of the landscape takes them over. They lie below
/// the range from which the kernel takes the local ports of outgoing connections (ip_local_port_range), so none is lost on the way.
/// </summary>
internal sealed class LoopbackPorts : IDisposable
{
    private const int First = 20000;
    private const int Count = 10000;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Socket> _taken = [];
    private int _next = Random.Shared.Next(Count);

    /// <summary>A free port; one of the preferred, where one is free. It is held.</summary>
    /// <exception cref="LandscapeException">There is none.</exception>
    public int Take(params ReadOnlySpan<int> preferred)
    {
        lock (_lock)
        {
            foreach (var port in preferred)
            {
                if (TryTake(port))
                    return port;
            }

            for (var attempt = 0; attempt < Count; attempt++)
            {
                _next = (_next + 1) % Count;
                if (TryTake(First + _next))
                    return First + _next;
            }
        }

        throw new LandscapeException($"no free port from {First} to {First + Count - 1}");
    }

    /// <summary>A port that has to be this one. It is held.</summary>
    /// <exception cref="LandscapeException">Someone uses it.</exception>
    public int TakeExactly(int port)
    {
        lock (_lock)
            return TryTake(port) ? port : throw new LandscapeException($"port {port} is in use");
    }

    /// <summary>Lets go of ports for a process that is about to listen on them. They are still not given to anyone else here.</summary>
    public void HandOver(params ReadOnlySpan<int> ports)
    {
        lock (_lock)
        {
            foreach (var port in ports)
                _taken[port].Dispose();
        }
    }

    /// <summary>Lets ports be given again.</summary>
    public void Return(params ReadOnlySpan<int> ports)
    {
        lock (_lock)
        {
            foreach (var port in ports)
            {
                if (_taken.Remove(port, out var socket))
                    socket.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var socket in _taken.Values)
                socket.Dispose();
        }
    }

    private bool TryTake(int port)
    {
        if (_taken.ContainsKey(port))
            return false;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            // .NET binds with SO_REUSEADDR, under which only a socket that listens keeps others away.
            socket.Listen(1);
            _taken.Add(port, socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }
}
