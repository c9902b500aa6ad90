using System.Globalization;

namespace Connectivity.LoadTest.Measuring;

/// <summary>CPU time from the kernel's accounting (proc_pid_stat(5)), in ticks of 10 ms.</summary>
internal static class ProcessTime
{
    private const double TicksPerSecond = 100;
    private const int UserTimeField = 14;

    /// <summary>Seconds that a process, those that it has waited for, and all its living descendants have used.</summary>
    public static double OfTree(int process) => Own(process) + Children(process).Sum(OfTree);

    /// <summary>A process and its living descendants.</summary>
    public static IEnumerable<int> Tree(int process) => Children(process).SelectMany(Tree).Prepend(process);

    private static double Own(int process)
    {
        if (Read($"/proc/{process}/stat") is not { Length: > 0 } stat)
            return 0;
        // The name, in parentheses, may hold blanks; what follows it begins with the third field.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Enumerable.Range(UserTimeField, 4).Sum(f => long.Parse(fields[f - 3], CultureInfo.InvariantCulture)) / TicksPerSecond;
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
}
