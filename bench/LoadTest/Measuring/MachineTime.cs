using System.Globalization;

namespace Connectivity.LoadTest.Measuring;

/// <summary>CPU time of the whole machine (/proc/stat), to see who else was at work.</summary>
internal static class MachineTime
{
    private const double TicksPerSecond = 100;

    // user nice system idle iowait irq softirq steal
    private const int Idle = 3;
    private const int IoWait = 4;
    private const int Fields = 8;

    /// <summary>Seconds in which a processor was busy, summed over all.</summary>
    public static double Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, Fields)
            .Where(static f => f is not (Idle or IoWait))
            .Sum(f => long.Parse(fields[f + 1], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
