using System.Net;
using System.Net.Sockets;

namespace Connectivity.Landscape.Processes;

/// <summary>
/// Finds ports of the loopback address that nobody uses. They lie below the range from which the kernel takes the local ports of
/// outgoing connections (ip_local_port_range), so none is lost between being found and being used.
/// </summary>
internal sealed class LoopbackPorts
{
    private const int First = 20000;
    private const int Count = 10000;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _given = [];
    private int _next = Random.Shared.Next(Count);

    /// <summary>A free port that was not given before; one of the preferred, where one is free.</summary>
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

    /// <summary>A port that has to be this one.</summary>
    /// <exception cref="LandscapeException">Someone uses it.</exception>
    public int TakeExactly(int port)
    {
        lock (_lock)
            return TryTake(port) ? port : throw new LandscapeException($"port {port} is in use");
    }

    /// <summary>Lets a port be given again.</summary>
    public void Return(int port)
    {
        lock (_lock)
            _given.Remove(port);
    }

    private bool TryTake(int port)
    {
        if (_given.Contains(port))
            return false;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return _given.Add(port);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
