using System.Runtime.InteropServices;

namespace Connectivity.Shared.Native;

/// <summary>What epoll(7) reports and what it is asked for.</summary>
[Flags]
internal enum EpollEvents : uint
{
    None = 0,
    In = 0x001,
    Out = 0x004,
    Error = 0x008,
    HangUp = 0x010,
    ReadHangUp = 0x2000,
    Exclusive = 1u << 28,
    EdgeTriggered = 1u << 31,
}

/// <summary>struct epoll_event as x86-64 has it: packed, 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEventPacked
{
    public EpollEvents Events;
    public ulong Data;
}

/// <summary>struct epoll_event as every other architecture has it: naturally aligned, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpollEventAligned
{
    public EpollEvents Events;
    public ulong Data;
}

/// <summary>One epoll instance with its event buffer. Used by one thread; <see cref="Add"/> may be called before that thread starts.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const int ControlModify = 3;

    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly int _fd;
    private readonly int _capacity;
    private readonly void* _events;

    public Epoll(int capacity)
    {
        _capacity = capacity;
        _fd = Libc.EpollCreate1(CloseOnExec);
        if (_fd < 0)
            throw new IOException($"epoll_create1 failed with error {Marshal.GetLastPInvokeError()}.");
        _events = NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(EpollEventAligned));
    }

    /// <summary>Starts to watch; returns 0 or the negated error.</summary>
    public int Add(int fd, EpollEvents events, ulong data) => Control(ControlAdd, fd, events, data);

    /// <summary>Changes what is watched; readiness at this moment is reported again.</summary>
    public int Modify(int fd, EpollEvents events, ulong data) => Control(ControlModify, fd, events, data);

    /// <summary>Stops to watch a descriptor that stays open. Closing one is enough otherwise.</summary>
    public void Remove(int fd) => Control(ControlDelete, fd, EpollEvents.None, 0);

    /// <summary>Waits up to <paramref name="timeoutMs"/> (-1: for ever) and returns the number of events; an interrupted wait is 0 events.</summary>
    public int Wait(int timeoutMs) => Math.Max(0, Libc.EpollWait(_fd, _events, _capacity, timeoutMs));

    /// <summary>An event of the last wait.</summary>
    public EpollEvents Event(int index, out ulong data)
    {
        if (Packed)
        {
            ref var packed = ref ((EpollEventPacked*)_events)[index];
            data = packed.Data;
            return packed.Events;
        }

        ref var aligned = ref ((EpollEventAligned*)_events)[index];
        data = aligned.Data;
        return aligned.Events;
    }

    public void Dispose()
    {
        _ = Libc.Close(_fd);
        NativeMemory.Free(_events);
    }

    private int Control(int operation, int fd, EpollEvents events, ulong data)
    {
        var packed = new EpollEventPacked { Events = events, Data = data };
        var aligned = new EpollEventAligned { Events = events, Data = data };
        var pointer = Packed ? (void*)&packed : &aligned;
        return Libc.EpollCtl(_fd, operation, fd, pointer) < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }
}
