using System.Diagnostics;
using System.Runtime.InteropServices;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.LoadTest.Generators;

/// <summary>
/// Calls somebody on a loop at the times of a <see cref="Pace"/>, with the kernel's precision (timerfd_create(2)). Whoever is called late is called for all that is
/// due meanwhile, with the times at which it was.
/// </summary>
internal sealed unsafe partial class Pacer(EventLoop loop, double perSecond, Action<long, long> call) : Pollable
{
    private const int ClockMonotonic = 1;
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;
    private const int AbsoluteTime = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private Pace _pace;
    private long _next;
    private int _timer = -1;

    /// <summary>Begins; the first call is due one period from now.</summary>
    public void Start()
    {
        _pace = new Pace(Stopwatch.GetTimestamp(), perSecond);
        _timer = TimerFdCreate(ClockMonotonic, NonBlockCloseOnExec);
        loop.Attach(this, isConnection: false);
        if (_timer < 0 || loop.Watch(this, 0, _timer, alsoWritable: false) < 0)
            throw new IOException("No timer.");
        Arm();
    }

    /// <summary>Ends.</summary>
    public void Stop()
    {
        if (_timer < 0)
            return;
        loop.Detach(this, isConnection: false);
        TcpSocket.Close(_timer);
        _timer = -1;
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        while (_timer >= 0 && _pace.Due(_next) is var due && due <= Stopwatch.GetTimestamp())
            call(_next++, due);
        if (_timer >= 0)
            Arm();
    }

    /// <inheritdoc/>
    protected override void OnFault() => Stop();

    // Setting it anew takes back that it has expired: there is nothing to read.
    private void Arm()
    {
        var due = _pace.Due(_next);
        var time = new TimerTime { Seconds = due / NanosecondsPerSecond, Nanoseconds = due % NanosecondsPerSecond };
        _ = TimerFdSetTime(_timer, AbsoluteTime, &time, null);
    }

    // struct itimerspec: the interval, which stays zero, and the first expiry.
    [StructLayout(LayoutKind.Sequential)]
    private struct TimerTime
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "timerfd_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TimerFdCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TimerFdSetTime(int fd, int flags, TimerTime* time, TimerTime* old);
}
