using System.Globalization;
using System.Runtime.InteropServices;

namespace Connectivity.LoadTest.Measuring;

/// <summary>CPU time from the kernel's accounting, which a process cannot embellish.</summary>
internal static partial class ProcessTime
{
    private const double TicksPerSecond = 100;
    private const int ChildrenTimeField = 16;

    /// <summary>Seconds that a process, those that it has waited for, and all its living descendants have used.</summary>
    public static double OfTree(int process) => Own(process) + Waited(process) + Children(process).Sum(OfTree);

    /// <summary>A process and its living descendants.</summary>
    public static IEnumerable<int> Tree(int process) => Children(process).SelectMany(Tree).Prepend(process);

    /// <summary>All threads, living and ended, with a resolution of nanoseconds: the clock that clock_getcpuclockid(3) names.</summary>
    private static double Own(int process) => ClockGetTime((~process << 3) | 2, out var time) == 0 ? time.Seconds + (time.Nanoseconds / 1e9) : 0;

    /// <summary>Children that are no more (proc_pid_stat(5)), in ticks of 10 ms.</summary>
    private static double Waited(int process)
    {
        if (Read($"/proc/{process}/stat") is not { Length: > 0 } stat)
            return 0;
        // The name, in parentheses, may hold blanks; what follows it begins with the third field.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Enumerable.Range(ChildrenTimeField, 2).Sum(f => long.Parse(fields[f - 3], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static IEnumerable<int> Children(int process)
    {
        var tasks = $"/proc/{process}/task";
        if (!Directory.Exists(tasks))
            return [];
        return Directory.EnumerateDirectories(tasks)
            .SelectMany(static t => Read($"{t}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(static c => int.Parse(c, CultureInfo.InvariantCulture));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}
