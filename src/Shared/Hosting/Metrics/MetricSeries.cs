namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>The value of one series, or the buckets of one histogram.</summary>
/// <param name="bounds">The buckets' upper bounds, ascending; empty unless it is a histogram. The bucket up to infinity is not among them.</param>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private double _value;

    /// <summary>The value; of a histogram the sum of what was observed.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
                return _value;
        }
    }

    /// <summary>Adds to the value.</summary>
    public void Add(double value)
    {
        lock (_lock)
            _value += value;
    }

    /// <summary>Replaces the value.</summary>
    public void Set(double value)
    {
        lock (_lock)
            _value = value;
    }

    /// <summary>Counts an observation in its bucket.</summary>
    public void Observe(double value)
    {
        var bucket = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[bucket < 0 ? ~bucket : bucket]++;
            _value += value;
        }
    }

    /// <summary>Writes the buckets (each counts what is up to its bound), the sum and the count, all of the same moment.</summary>
    public void WriteHistogram(PrometheusText text, string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        long[] counts;
        double sum;
        lock (_lock)
            (counts, sum) = ([.. _counts], _value);
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            text.Series(name, "_bucket", tags, i < bounds.Length ? bounds[i] : double.PositiveInfinity, total);
        }

        text.Series(name, "_sum", tags, null, sum);
        text.Series(name, "_count", tags, null, total);
    }
}
