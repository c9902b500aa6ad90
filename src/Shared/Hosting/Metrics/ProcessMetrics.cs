using System.Diagnostics.Metrics;
using System.IO.Enumeration;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>What a process uses, under the names that every Prometheus client library gives it, and the garbage collector's work.</summary>
internal static class ProcessMetrics
{
    /// <summary>Adds the instruments to a meter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="time">Gives the time of the start, which is now.</param>
    public static void AddTo(Meter meter, TimeProvider time)
    {
        var started = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableCounter("process_cpu", static () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time used, user and system.");
        meter.CreateObservableGauge("process_resident_memory", ResidentMemory.Read, "By", "Resident memory.");
        meter.CreateObservableGauge("process_open_fds", CountOpenFiles, null, "Open file descriptors.");
        meter.CreateObservableGauge("process_start_time", () => started, "s", "When the process started, in Unix time.");
        meter.CreateObservableCounter("dotnet_gc_collections", Collections, null, "Garbage collections, by the oldest generation collected.");
        meter.CreateObservableCounter("dotnet_gc_pause", static () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time that threads stood still for garbage collections.");
        meter.CreateObservableCounter("dotnet_gc_allocated", static () => GC.GetTotalAllocatedBytes(), "By", "Bytes allocated on the managed heap.");
        meter.CreateObservableGauge("dotnet_gc_heap", static () => GC.GetTotalMemory(forceFullCollection: false), "By", "Bytes on the managed heap, garbage included.");
    }

    private static IEnumerable<Measurement<long>> Collections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            yield return new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation));
    }

    // Without a string for each of what may be a hundred thousand descriptors.
    private static int CountOpenFiles() => new FileSystemEnumerable<bool>("/proc/self/fd", static (ref FileSystemEntry _) => true).Count();
}
