using System.Collections.Concurrent;
using Prometheus;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>
/// The series of an instrument that is not observable. They stay as long as the instrument. Recording takes no lock and no memory
/// once a series is known.
/// </summary>
/// <param name="family">Makes the series.</param>
/// <param name="maxSeries">How many there may be.</param>
/// <param name="adds">Whether a gauge is moved by what is recorded, or set to it.</param>
internal sealed class RecordedMetric(MetricFamily family, int maxSeries, bool adds)
{
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], ChildBase> _series = new(TagSet.Comparer);
    private readonly Lock _growth = new();
    private int _count;
    private long _dropped;

    /// <summary>The metric's name.</summary>
    public string Name => family.Name;

    /// <summary>Measurements left out since the start because there were too many series.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a measurement. What would lower a counter is ignored.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (Find(tags))
        {
            case Counter.Child counter:
                if (value >= 0)
                    counter.Inc(value);
                break;
            case Gauge.Child gauge when adds:
                gauge.Inc(value);
                break;
            case Gauge.Child gauge:
                gauge.Set(value);
                break;
            case Histogram.Child histogram:
                histogram.Observe(value);
                break;
            default:
                Interlocked.Increment(ref _dropped);
                break;
        }
    }

    /// <summary>Ends all series.</summary>
    public void Remove()
    {
        foreach (var series in _series.Values)
            series.Remove();
    }

    private ChildBase? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (lookup.TryGetValue(tags, out var known) || Volatile.Read(ref _count) == maxSeries)
            return known;
        lock (_growth)
        {
            if (lookup.TryGetValue(tags, out known) || _count == maxSeries)
                return known;
            var added = family.Series(tags);
            lookup.TryAdd(tags, added);
            _count++;
            return added;
        }
    }
}
