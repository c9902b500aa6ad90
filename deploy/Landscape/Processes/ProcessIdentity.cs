using System.Globalization;
using System.Text.Json.Serialization;

namespace Connectivity.Landscape.Processes;

/// <summary>A process beyond doubt: process ids are reused, but not together with the time of the start.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="StartTicks">When it started, in clock ticks since the machine did (proc_pid_stat(5), field 22).</param>
internal sealed record ProcessIdentity(int Pid, long StartTicks)
{
    private const int ThreadsField = 20;
    private const int StartTimeField = 22;

    /// <summary>This process.</summary>
    public static ProcessIdentity Current =>
        Of(Environment.ProcessId) ?? throw new InvalidOperationException("/proc does not show this process");

    /// <summary>Whether the process still runs. One that ended and was not reaped yet does not.</summary>
    [JsonIgnore]
    public bool IsAlive => Of(Pid) == this;

    /// <summary>The process that has an id now; null where none does or it has ended already.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            // No such process, or it ended between opening and reading.
            return null;
        }
    }

    /// <summary>
    /// Reads the text of /proc/PID/stat; null for a zombie. What shows as one and has other threads is not: only its first thread has ended,
    /// and its files and locks are still held.
    /// </summary>
    internal static ProcessIdentity? Parse(string stat)
    {
        // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
        var afterName = stat.LastIndexOf(')') + 2;
        var pid = stat.AsSpan(0, stat.IndexOf(' ', StringComparison.Ordinal));
        var fields = stat[afterName..].Split(' ');
        return fields[0] is "Z" or "X" && int.Parse(fields[ThreadsField - 3], CultureInfo.InvariantCulture) <= 1
            ? null
            : new ProcessIdentity(
                int.Parse(pid, CultureInfo.InvariantCulture),
                long.Parse(fields[StartTimeField - 3], CultureInfo.InvariantCulture));
    }
}
