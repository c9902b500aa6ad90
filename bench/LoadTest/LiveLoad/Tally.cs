using Connectivity.LoadTest.Measuring;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>What a span of time has brought.</summary>
internal sealed class LoadCounts
{
    /// <summary>Latencies of what has succeeded.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Failures by kind.</summary>
    public SortedDictionary<LoadFailure, long> Failures { get; } = [];

    /// <summary>Bytes moved.</summary>
    public long Bytes { get; set; }

    /// <summary>All failures.</summary>
    public long Failed => Failures.Values.Sum();

    /// <summary>Adds another span.</summary>
    public void Add(LoadCounts other)
    {
        Latencies.Add(other.Latencies);
        foreach (var (kind, count) in other.Failures)
            Failures[kind] = Failures.GetValueOrDefault(kind) + count;
        Bytes += other.Bytes;
    }
}

/// <summary>Counts what operations come to, from any thread.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LoadFailure, string> _samples = [];
    private LoadCounts _counts = new();

    /// <summary>The first message of each kind of failure.</summary>
    public IReadOnlyDictionary<LoadFailure, string> Samples
    {
        get
        {
            lock (_lock)
                return new Dictionary<LoadFailure, string>(_samples);
        }
    }

    /// <summary>One has succeeded.</summary>
    public void Succeed(TimeSpan latency)
    {
        lock (_lock)
            _counts.Latencies.Record(latency);
    }

    /// <summary>One has failed.</summary>
    public void Fail(LoadFailure kind, string message, long count = 1)
    {
        lock (_lock)
        {
            _counts.Failures[kind] = _counts.Failures.GetValueOrDefault(kind) + count;
            _samples.TryAdd(kind, message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Bytes have moved.</summary>
    public void Move(long bytes)
    {
        lock (_lock)
            _counts.Bytes += bytes;
    }

    /// <summary>What was counted since the last call.</summary>
    public LoadCounts Take()
    {
        lock (_lock)
        {
            var counts = _counts;
            _counts = new LoadCounts();
            return counts;
        }
    }
}
