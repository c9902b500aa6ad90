using System.Runtime.InteropServices;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>A connection accepted on one loop and given to another.</summary>
internal readonly record struct Handoff(ListenSocket Listener, int Socket, SocketEndpoint Peer);

/// <summary>What other threads give to a loop. An eventfd wakes it; one write serves all that gathers until the loop looks.</summary>
internal sealed unsafe class Mailbox : IDisposable
{
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;
    private const int MaxHandoffs = 1024;
    private const int MaxActions = 65_536;

    private readonly Lock _lock = new();
    private readonly Queue<Handoff> _handoffs = new(64);
    private readonly Queue<Action<EventLoop>> _actions = new();
    private bool _signalled;
    private bool _closed;
    private bool _disposed;

    public Mailbox()
    {
        EventFd = Libc.EventFd(0, NonBlockCloseOnExec);
        if (EventFd < 0)
            throw new IOException($"eventfd failed with error {Marshal.GetLastPInvokeError()}.");
    }

    public int EventFd { get; }

    /// <summary>Connections on their way to the loop. Read without the lock: it is for placing others, where a moment's age does not matter.</summary>
    public int Handoffs => _handoffs.Count;

    /// <summary>Refuses when the other loop is far behind: the giver keeps the connection then.</summary>
    public bool TryHandOff(in Handoff handoff)
    {
        lock (_lock)
        {
            if (_closed || _handoffs.Count >= MaxHandoffs)
                return false;
            _handoffs.Enqueue(handoff);
            Signal();
            return true;
        }
    }

    /// <summary>Refuses once the loop has ended (or is hopelessly behind).</summary>
    public bool TryPost(Action<EventLoop> action)
    {
        lock (_lock)
        {
            if (_closed || _actions.Count >= MaxActions)
                return false;
            _actions.Enqueue(action);
            Signal();
            return true;
        }
    }

    /// <summary>Wakes the loop for nothing but to look at its clock.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (!_closed)
                Signal();
        }
    }

    public void ClearSignal()
    {
        ulong count;
        _ = Libc.Read(EventFd, &count, sizeof(ulong));
        lock (_lock)
            _signalled = false;
    }

    public bool TryTake(out Handoff handoff)
    {
        lock (_lock)
            return _handoffs.TryDequeue(out handoff);
    }

    public bool TryTake(out Action<EventLoop>? action)
    {
        lock (_lock)
            return _actions.TryDequeue(out action);
    }

    /// <summary>Takes nothing more in. Actions that were taken in are still there to be run.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            while (_handoffs.TryDequeue(out var handoff))
                TcpSocket.Reset(handoff.Socket);
        }
    }

    public void Dispose()
    {
        Close();
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ = Libc.Close(EventFd);
        }
    }

    private void Signal()
    {
        if (_signalled)
            return;
        _signalled = true;
        ulong one = 1;
        _ = Libc.Write(EventFd, &one, sizeof(ulong));
    }
}
