using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// One loop's share in a listening socket. The kernel wakes one waiting loop for a connection (EPOLLEXCLUSIVE); a bounded batch is taken, so
/// that a storm of new connections leaves the others their turn.
/// </summary>
internal sealed class AcceptLoop(ListenSocket listener, EventLoop loop, int socket) : Pollable
{
    private const int Batch = 16;
    private const int PauseMs = 100;

    // Held back, so that there is a descriptor to accept and reset a connection with when all others are taken: one left in the
    // backlog would keep its client waiting and this loop awake.
    private int _reserve = TcpSocket.Open(false);

    public ListenSocket Listener => listener;

    public void Start()
    {
        loop.Attach(this, isConnection: false);
        loop.WatchListener(this, socket);
    }

    public void Stop()
    {
        loop.Unwatch(socket);
        while (AcceptBatch() == Batch)
        {
        }

        Release();
    }

    protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable) => AcceptBatch();

    protected internal override void OnTimer()
    {
        TakeReserve();
        loop.WatchListener(this, socket);
    }

    protected internal override void OnFault() => RelayLog.AcceptFailed(listener.Group.Log, listener.Name, 0, 0);

    private int AcceptBatch()
    {
        var accepted = 0;
        while (accepted < Batch)
        {
            var fd = TcpSocket.Accept(socket, out var peer);
            if (fd < 0 && !Recover(-fd))
                break;
            accepted++;
            if (fd < 0)
                continue;
            var home = listener.Group.Place(loop);
            if (home == loop || !home.TryHandOff(new Handoff(listener, fd, peer)))
                loop.Accept(listener, fd, peer);
        }

        return accepted;
    }

    /// <summary>Whether to go on accepting after this error.</summary>
    private bool Recover(int errno)
    {
        switch (errno)
        {
            case Errno.EAGAIN:
                return false;
            case Errno.EMFILE or Errno.ENFILE when loop.Pipes.Trim():
                return true;
            case Errno.EMFILE or Errno.ENFILE when _reserve >= 0:
                return TryRefuseOne();
            case Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or 12 /* ENOMEM */:
                Pause(errno);
                return false;
            default:
                // The connection's own network error (accept(2)): it is gone, the next may be fine.
                return true;
        }
    }

    /// <summary>False: nobody was waiting. accept4(2) wants a descriptor before it looks for a connection, so its error does not tell.</summary>
    private bool TryRefuseOne()
    {
        TcpSocket.Close(_reserve);
        var fd = TcpSocket.Accept(socket, out _);
        if (fd >= 0)
            TcpSocket.Reset(fd);
        _reserve = TcpSocket.Open(false);
        if (fd < 0)
            return false;
        listener.OutOfDescriptors();
        return true;
    }

    private void Pause(int errno)
    {
        RelayLog.AcceptFailed(listener.Group.Log, listener.Name, errno, PauseMs);
        loop.Unwatch(socket);
        loop.Schedule(this, loop.NowMs + PauseMs);
        TakeReserve();
    }

    private void TakeReserve()
    {
        if (_reserve < 0)
            _reserve = TcpSocket.Open(false);
    }

    private void Release()
    {
        loop.Detach(this, isConnection: false);
        if (_reserve >= 0)
            TcpSocket.Close(_reserve);
        listener.LoopStopped();
    }
}
