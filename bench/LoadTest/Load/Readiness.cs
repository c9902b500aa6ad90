using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Load;

/// <summary>Waits with the precision that latencies of microseconds need.</summary>
internal static unsafe partial class Readiness
{
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const int SetTimerSlack = 29;

    /// <summary>Has waits of this thread end when they are due, not up to 50 µs later.</summary>
    public static void MakePrecise() => _ = Prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Whether a descriptor has something to receive (or room) within this time. A negative time is for ever.</summary>
    public static bool Wait(int fd, bool forRoom, TimeSpan time)
    {
        var poll = new PollFd { Fd = fd, Events = forRoom ? PollOut : PollIn };
        var limit = new TimeSpec { Seconds = time.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100 };
        return PPoll(&poll, 1, time < TimeSpan.Zero ? null : &limit, null) > 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PPoll(PollFd* descriptors, nuint count, TimeSpec* limit, void* mask);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Prctl(int option, ulong value, ulong second, ulong third, ulong fourth);
}
