using System.Globalization;

namespace Connectivity.LoadTest.Measuring;

/// <summary>Memory of a process in user space.</summary>
internal static class ProcessMemory
{
    private const string Field = "Anonymous:";

    /// <summary>Bytes of memory that belongs to a process and its descendants alone: heaps and stacks, not code (smaps_rollup, proc(5)).</summary>
    public static long AnonymousOfTree(int process) => ProcessTime.Tree(process).Sum(Anonymous);

    private static long Anonymous(int process)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(static l => l.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }
}
