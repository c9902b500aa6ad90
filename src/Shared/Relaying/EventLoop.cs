using System.Runtime.InteropServices;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// One thread, one epoll instance and the connections that live on it. Everything that belongs to a connection happens on its loop's
/// thread, so connections need no locks; nothing here may block. Other threads speak to a loop by <see cref="TryPost"/> only.
/// </summary>
public sealed unsafe class EventLoop : IDisposable
{
    /// <summary>Size of <see cref="Scratch"/> in bytes: the largest read that is copied through user space.</summary>
    public const int ScratchBytes = 64 * 1024;

    private const int EventsPerTurn = 256;
    // The more goes through a pipe at a time, the fewer calls and wake-ups a gigabyte costs. The most that pipe(7) grants everybody.
    private const int PipeBytes = 1024 * 1024;

    // Where less is granted; a pipe of a few pages would be slower than copying.
    private const int LeastPipeBytes = 256 * 1024;

    private readonly Epoll _epoll = new(EventsPerTurn);
    private readonly SlotTable _slots = new();
    private readonly TimerHeap _timers = new();
    private readonly Mailbox _mailbox = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly byte* _scratch = (byte*)NativeMemory.AlignedAlloc(ScratchBytes, 4096);
    private Queue<Pollable> _ready = new();
    private Queue<Pollable> _nextReady = new();
    private ulong _newcomer;
    private int _load;
    private volatile bool _stopping;
    private bool _disposed;

    internal EventLoop(int index, int maxPipes, TimeProvider time, ILogger log)
    {
        Index = index;
        _time = time;
        _log = log;
        Pipes = new PipePool(maxPipes, PipeBytes, LeastPipeBytes);
        NowMs = ReadClock();
        _epoll.Add(_mailbox.EventFd, EpollEvents.In, MailboxData);
        _thread = new Thread(Run) { IsBackground = true, Name = $"loop-{index}" };
    }

    /// <summary>This loop's number within its group, from 0.</summary>
    public int Index { get; }

    /// <summary>The group that this loop belongs to.</summary>
    public EventLoopGroup Group { get; internal set; } = null!;

    /// <summary>Monotonic milliseconds at the beginning of this turn.</summary>
    public long NowMs { get; private set; }

    /// <summary>Connections on this loop, and on their way to it; other threads read it to place new ones.</summary>
    public int Load => Volatile.Read(ref _load) + _mailbox.Handoffs;

    /// <summary>Memory for the bytes in hand during one callback; its content is lost with the callback's end.</summary>
    public Span<byte> Scratch => new(_scratch, ScratchBytes);

    internal byte* ScratchStart => _scratch;

    internal PipePool Pipes { get; }

    // No slot reaches this number: the table would need 2^31 entries.
    private static ulong MailboxData => ulong.MaxValue;

    private static ulong Nobody => ulong.MaxValue;

    /// <summary>Runs an action on the loop's thread, soon. False: the loop has ended.</summary>
    public bool TryPost(Action<EventLoop> action) => _mailbox.TryPost(action);

    /// <summary>Makes the loop look at its clock, for tests that move it by hand.</summary>
    public void Wake() => _mailbox.Wake();

    /// <summary>Takes a newcomer in. It counts as load until <see cref="Detach"/> if it is a connection.</summary>
    public void Attach(Pollable newcomer, bool isConnection = true)
    {
        _slots.Attach(newcomer);
        _newcomer = _slots.EventData(newcomer, 0);
        if (isConnection)
            Volatile.Write(ref _load, _load + 1);
    }

    /// <summary>Lets go of one: no event, timer or turn reaches it any more.</summary>
    public void Detach(Pollable occupant, bool isConnection = true)
    {
        ArgumentNullException.ThrowIfNull(occupant);
        _slots.Detach(occupant);
        _timers.Remove(occupant);
        if (isConnection)
            Volatile.Write(ref _load, _load - 1);
    }

    /// <summary>Gives the place and the watched descriptors of one to its successor.</summary>
    public void Replace(Pollable occupant, Pollable successor)
    {
        ArgumentNullException.ThrowIfNull(occupant);
        ArgumentNullException.ThrowIfNull(successor);
        _timers.Remove(occupant);
        _slots.Replace(occupant, successor);
    }

    /// <summary>Asks for events of a descriptor: each change is told once (edge-triggered). Returns 0 or the negated error.</summary>
    /// <param name="owner">Who is told; attached before.</param>
    /// <param name="leg">0 or 1; comes back with each event.</param>
    /// <param name="socket">The descriptor.</param>
    /// <param name="alsoWritable">Whether room to send is of interest already.</param>
    public int Watch(Pollable owner, int leg, int socket, bool alsoWritable) =>
        _epoll.Add(socket, EdgeEvents(alsoWritable), _slots.EventData(owner, leg));

    /// <summary>Asks for the event of room to send too, of a descriptor that is watched already.</summary>
    public int WatchWritable(Pollable owner, int leg, int socket) =>
        _epoll.Modify(socket, EdgeEvents(true), _slots.EventData(owner, leg));

    /// <summary>Sets the one deadline of a connection; an earlier call is replaced.</summary>
    public void Schedule(Pollable owner, long dueMs) => _timers.Set(owner, dueMs);

    /// <summary>Takes back the deadline.</summary>
    public void Unschedule(Pollable owner) => _timers.Remove(owner);

    /// <summary>Gives one another turn after all others had theirs.</summary>
    public void Enqueue(Pollable owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.IsQueued)
            return;
        owner.IsQueued = true;
        _nextReady.Enqueue(owner);
    }

    /// <summary>Everybody on this loop now. On the loop's thread only; do not attach or detach meanwhile.</summary>
    public IEnumerable<Pollable> Occupants() => _slots.Occupants();

    /// <summary>Ends the thread after this turn and waits for it. Connections still there are left to their owners.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stopping = true;
        _mailbox.Wake();
        if (_thread.IsAlive)
            _thread.Join();
        _mailbox.Dispose();
        _epoll.Dispose();
        Pipes.Dispose();
        NativeMemory.AlignedFree(_scratch);
    }

    internal void Start() => _thread.Start();

    internal bool TryHandOff(in Handoff handoff) => _mailbox.TryHandOff(handoff);

    /// <summary>Gives a new connection to who takes them. A failure there is that connection's only.</summary>
    internal void Accept(ListenSocket listener, int socket, in SocketEndpoint peer)
    {
        _newcomer = Nobody;
        try
        {
            listener.Accepted(this, socket, peer);
        }
#pragma warning disable CA1031 // One connection's fault must not take down the others on this loop.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RelayLog.AcceptorFailed(_log, listener.Name, e);
            if (_newcomer == Nobody)
                TcpSocket.Reset(socket);
            else
                Release(_newcomer);
        }
    }

    internal int WatchListener(Pollable owner, int socket) =>
        _epoll.Add(socket, EpollEvents.In | EpollEvents.Exclusive, _slots.EventData(owner, 0));

    /// <summary>Takes back the wish for events of a descriptor, for one that goes on under another owner. Closing does so by itself.</summary>
    public void Unwatch(int socket) => _epoll.Remove(socket);

    private static EpollEvents EdgeEvents(bool alsoWritable) =>
        EpollEvents.In | EpollEvents.ReadHangUp | EpollEvents.EdgeTriggered | (alsoWritable ? EpollEvents.Out : EpollEvents.None);

    private void Run()
    {
        while (!_stopping)
        {
            var count = _epoll.Wait(WaitTimeMs());
            NowMs = ReadClock();
            var mail = false;
            for (var i = 0; i < count; i++)
            {
                var events = _epoll.Event(i, out var data);
                if (data == MailboxData)
                    mail = true;
                else if (_slots.Find(data, out var leg) is { } occupant)
                    Dispatch(occupant, data, leg, events);
            }

            RunTimers();
            if (mail)
                ReadMail();
            RunReady();
        }

        // Somebody may wait for the answer of what was posted in time.
        _mailbox.Close();
        RunActions();
    }

    private int WaitTimeMs()
    {
        if (_nextReady.Count > 0)
            return 0;
        return _timers.Count == 0 ? -1 : (int)Math.Clamp(_timers.NextDueMs - ReadClock(), 0, 60_000);
    }

    private void Dispatch(Pollable occupant, ulong place, int leg, EpollEvents events)
    {
        const EpollEvents ending = EpollEvents.ReadHangUp | EpollEvents.HangUp | EpollEvents.Error;
        try
        {
            occupant.OnEvents(
                leg,
                (events & (EpollEvents.In | ending)) != EpollEvents.None,
                (events & ending) != EpollEvents.None,
                (events & (EpollEvents.Out | EpollEvents.HangUp | EpollEvents.Error)) != EpollEvents.None);
        }
#pragma warning disable CA1031 // One connection's fault must not take down the others on this loop.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fault(occupant, place, e);
        }
    }

    private void RunTimers()
    {
        while (_timers.TakeDue(NowMs) is { } due)
        {
            var place = _slots.EventData(due, 0);
            try
            {
                due.OnTimer();
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fault(due, place, e);
            }
        }
    }

    private void RunReady()
    {
        (_ready, _nextReady) = (_nextReady, _ready);
        while (_ready.TryDequeue(out var next))
        {
            next.IsQueued = false;
            if (next.Slot == Pollable.NoSlot)
                continue;
            var place = _slots.EventData(next, 0);
            try
            {
                next.OnTurn();
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fault(next, place, e);
            }
        }
    }

    private void ReadMail()
    {
        _mailbox.ClearSignal();
        while (_mailbox.TryTake(out Handoff handoff))
            Accept(handoff.Listener, handoff.Socket, handoff.Peer);
        RunActions();
    }

    private void RunActions()
    {
        while (_mailbox.TryTake(out Action<EventLoop>? action))
        {
            try
            {
                action!(this);
            }
#pragma warning disable CA1031 // As above.
            catch (Exception e)
#pragma warning restore CA1031
            {
                RelayLog.ActionFailed(_log, Index, e);
            }
        }
    }

    private void Fault(Pollable occupant, ulong place, Exception e)
    {
        RelayLog.CallbackFailed(_log, Index, occupant.GetType().Name, e);
        Release(place);
    }

    /// <summary>Ends who has this place now, be it the successor of the one that failed.</summary>
    private void Release(ulong place)
    {
        if (_slots.Find(place, out _) is not { } occupant)
            return;
        try
        {
            occupant.OnFault();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RelayLog.CallbackFailed(_log, Index, occupant.GetType().Name, e);
        }
    }

    private long ReadClock() => (long)_time.GetElapsedTime(0).TotalMilliseconds;
}
