namespace Connectivity.LoadTest.Measuring;

/// <summary>What a figure says.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="MoreIsBetter">Which way is better.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Metric(string Name, string Unit, bool MoreIsBetter, string Format)
{
    /// <summary>What is no merit of a peer's: shown last, and not compared.</summary>
    public static IReadOnlyList<Metric> Context => [GeneratorPerGigabyte, GeneratorPerConnection, GeneratorPerRoundTrip, Others];

    /// <summary>Payload moved.</summary>
    public static Metric Throughput { get; } = new("throughput", "MB/s", true, "0");

    /// <summary>Cost of bytes in the processes that are measured.</summary>
    public static Metric EndsPerGigabyte { get; } = new("CPU, both ends", "s/GB", false, "0.00");

    /// <summary>Cost of bytes in the generator and the target, in whose name the kernel does some of the work too.</summary>
    public static Metric GeneratorPerGigabyte { get; } = new("CPU, generator and target", "s/GB", false, "0.00");

    /// <summary>Connections made, used and closed.</summary>
    public static Metric Dials { get; } = new("connections", "1/s", true, "0");

    /// <summary>Cost of a connection in the processes that are measured.</summary>
    public static Metric EndsPerDial { get; } = new("CPU, both ends", "µs", false, "0");

    /// <summary>Cost of bytes in the one process, and its children, that is measured.</summary>
    public static Metric PerGigabyte { get; } = new("CPU", "s/GB", false, "0.000");

    /// <summary>Cost of a connection in the same.</summary>
    public static Metric PerConnection { get; } = new("CPU", "µs/connection", false, "0.0");

    /// <summary>Cost of a connection in the generators and targets.</summary>
    public static Metric GeneratorPerConnection { get; } = new("CPU, generators and targets", "µs/connection", false, "0.0");

    /// <summary>Round trips of messages.</summary>
    public static Metric RoundTrips { get; } = new("round trips", "1/s", true, "0");

    /// <summary>Cost of a round trip in what is measured.</summary>
    public static Metric PerRoundTrip { get; } = new("CPU", "µs/round trip", false, "0.00");

    /// <summary>Cost of a round trip in the generators and targets.</summary>
    public static Metric GeneratorPerRoundTrip { get; } = new("CPU, generators and targets", "µs/round trip", false, "0.00");

    /// <summary>Median of latencies.</summary>
    public static Metric Median { get; } = new("p50", "µs", false, "0");

    /// <summary>99th percentile of latencies.</summary>
    public static Metric Tail { get; } = new("p99", "µs", false, "0");

    /// <summary>What one of a thousand exceeds.</summary>
    public static Metric FarTail { get; } = new("p99.9", "µs", false, "0");

    /// <summary>Median less that of the direct path in the same round.</summary>
    public static Metric MedianAdded { get; } = new("p50 added", "µs", false, "0");

    /// <summary>99th percentile less that of the direct path in the same round.</summary>
    public static Metric TailAdded { get; } = new("p99 added", "µs", false, "0");

    /// <summary>Median less that of the gateway alone in the same round.</summary>
    public static Metric MedianOverGateway { get; } = new("p50 over the gateway's", "µs", false, "0");

    /// <summary>99th percentile less that of the gateway alone in the same round.</summary>
    public static Metric TailOverGateway { get; } = new("p99 over the gateway's", "µs", false, "0");

    /// <summary>Memory of the end beside the client.</summary>
    public static Metric NearMemory { get; } = new("memory, near end", "kB/stream", false, "0.0");

    /// <summary>Memory of the end beside the target.</summary>
    public static Metric FarMemory { get; } = new("memory, far end", "kB/stream", false, "0.0");

    /// <summary>Memory in user space of what is measured, for each connection.</summary>
    public static Metric ConnectionMemory { get; } = new("memory", "kB/connection", false, "0.00");

    /// <summary>Memory of what is measured, code and all (VmRSS; where it is several processes, what they share counts once).</summary>
    public static Metric ResidentMemory { get; } = new("memory", "MB", false, "0.0");

    /// <summary>Time from the start of the program until it serves.</summary>
    public static Metric StartTime { get; } = new("start", "ms", false, "0");

    /// <summary>Time from a changed configuration until it serves a new tenant.</summary>
    public static Metric UntilServed { get; } = new("until served", "ms", false, "0");

    /// <summary>The longest latency: how long somebody had to wait at most.</summary>
    public static Metric LongestWait { get; } = new("longest wait", "ms", false, "0.0");

    /// <summary>Connections that ended or were refused and should not have been.</summary>
    public static Metric LostConnections { get; } = new("lost connections", "", false, "0");

    /// <summary>Cost of a load that is the same for all.</summary>
    public static Metric Load { get; } = new("CPU", "% of a core", false, "0.0");

    /// <summary>Median of answers of many bytes.</summary>
    public static Metric ListMedian { get; } = new("lists, p50", "ms", false, "0.0");

    /// <summary>99th percentile of answers of many bytes.</summary>
    public static Metric ListTail { get; } = new("lists, p99", "ms", false, "0.0");

    /// <summary>Requests and their answers.</summary>
    public static Metric Requests { get; } = new("requests", "1/s", true, "0");

    /// <summary>Cost of a request in what is measured.</summary>
    public static Metric PerRequest { get; } = new("CPU", "µs/request", false, "0.0");

    /// <summary>Median over that of the same peer with nothing else to do.</summary>
    public static Metric MedianOverIdle { get; } = new("p50, times idle", "×", false, "0.00");

    /// <summary>How long it took.</summary>
    public static Metric Duration { get; } = new("time", "s", false, "0.0");

    /// <summary>Resets of all carriers meanwhile.</summary>
    public static Metric Resets { get; } = new("resets", "", false, "0");

    /// <summary>Part of the machine that others used meanwhile: how noisy it was.</summary>
    public static Metric Others { get; } = new("others", "%", false, "0");
}

/// <summary>The figures of one round.</summary>
internal sealed class Reading : Dictionary<Metric, double>
{
    /// <summary>All latencies behind the quantiles among the figures; null where there are none.</summary>
    public LatencyHistogram? Latencies { get; init; }
}
