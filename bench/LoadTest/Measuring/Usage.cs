using System.Diagnostics;

namespace Connectivity.LoadTest.Measuring;

/// <summary>What a span of time took.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Ends">CPU-seconds of what is measured.</param>
/// <param name="Generator">CPU-seconds of the generator and the target.</param>
/// <param name="OthersShare">The part of the machine that had nothing to do with it, 0 to 1.</param>
internal sealed record Usage(double Seconds, double Ends, double Generator, double OthersShare);

/// <summary>Measures spans of time.</summary>
/// <param name="ends">The processes that are measured.</param>
/// <param name="generator">The processes that make the load and take it, this one included.</param>
/// <param name="bystanders">Processes whose cost counts nowhere, but is no noise either.</param>
internal sealed class UsageMeter(IReadOnlyCollection<int> ends, IReadOnlyCollection<int> generator, IReadOnlyCollection<int> bystanders)
{
    private long _begin;
    private double _ends;
    private double _generator;
    private double _bystanders;
    private double _busy;

    /// <summary>A span begins.</summary>
    public void Begin() => 
        (_begin, _ends, _generator, _bystanders, _busy) = (Stopwatch.GetTimestamp(), Sum(ends), Sum(generator), Sum(bystanders), MachineTime.Busy());

    /// <summary>The span ends.</summary>
    public Usage End()
    {
        var seconds = Stopwatch.GetElapsedTime(_begin).TotalSeconds;
        var (endsUsed, generatorUsed) = (Sum(ends) - _ends, Sum(generator) - _generator);
        var others = (MachineTime.Busy() - _busy - endsUsed - generatorUsed - (Sum(bystanders) - _bystanders)) / (seconds * Environment.ProcessorCount);
        return new Usage(seconds, endsUsed, generatorUsed, Math.Clamp(others, 0, 1));
    }

    // The generator's children are the processes that are measured: they are not its own cost.
    private static double Sum(IReadOnlyCollection<int> processes) =>
        processes.Sum(static p => p == Environment.ProcessId ? Environment.CpuUsage.TotalTime.TotalSeconds : ProcessTime.OfTree(p));
}
