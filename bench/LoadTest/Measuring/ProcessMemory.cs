using System.Globalization;

namespace Connectivity.LoadTest.Measuring;

/// <summary>Memory of processes (smaps_rollup, proc(5)).</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes of memory that belongs to a process and its descendants alone: heaps and stacks, not code.</summary>
    public static long AnonymousOfTree(int process) => ProcessTime.Tree(process).Sum(static p => Field(p, "Anonymous:"));

    /// <summary>Bytes of physical memory of a process and its descendants; what several of them share counts once.</summary>
    public static long ResidentOfTree(int process) =>
        ProcessTime.Tree(process).ToArray() is [var one] ? Field(one, "Rss:") : ProcessTime.Tree(process).Sum(static p => Field(p, "Pss:"));

    private static long Field(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
    }
}
