using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>
/// One instrument as a metric. What an observable instrument reports is written while it is observed, and nothing of it is kept: a
/// series that is no longer reported is gone with the next scrape. What is recorded by other instruments is kept here.
/// </summary>
internal sealed class MetricFamily
{
    // What OpenTelemetry proposes for durations of requests, in seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], MetricSeries> _series = new(TagSet.Comparer);
    private readonly string? _help;
    private readonly MetricKind _kind;
    private readonly bool _adds;
    private readonly double[] _bounds;
    private readonly int _maxSeries;
    private int _count;
    private long _dropped;
    private int _observed;

    public MetricFamily(Instrument instrument, MetricKind kind, int maxSeries)
    {
        Name = MetricNames.Of(instrument.Name, instrument.Unit, kind);
        _help = instrument.Description;
        _kind = kind;
        _maxSeries = maxSeries;
        _adds = instrument is not (Gauge<long> or Gauge<double> or Gauge<int>);
        _bounds = kind != MetricKind.Histogram ? [] : Bounds<long>(instrument) ?? Bounds<double>(instrument) ?? Bounds<int>(instrument) ?? DefaultBounds;
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>Measurements left out because there were too many series: since the start, or of an observable instrument in the last scrape.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a measurement of an instrument that is not observable.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (!lookup.TryGetValue(tags, out var series))
        {
            if (Interlocked.Increment(ref _count) > _maxSeries)
            {
                Interlocked.Decrement(ref _count);
                Interlocked.Increment(ref _dropped);
                return;
            }

            series = new MetricSeries(_bounds);
            if (!lookup.TryAdd(tags, series))
            {
                Interlocked.Decrement(ref _count);
                lookup.TryGetValue(tags, out series!);
            }
        }

        if (_kind == MetricKind.Histogram)
            series.Observe(value);
        else if (_adds)
            series.Add(value);
        else
            series.Set(value);
    }

    /// <summary>A scrape begins: the next measurement of the observable instrument is the first.</summary>
    public void BeginObserving()
    {
        _observed = 0;
        Interlocked.Exchange(ref _dropped, 0);
    }

    /// <summary>Writes a measurement of an observable instrument.</summary>
    public void Observe(PrometheusText text, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_observed == _maxSeries)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        if (_observed++ == 0)
            text.Header(Name, _kind, _help);
        text.Series(Name, "", tags, null, value);
    }

    /// <summary>Writes the series that are kept.</summary>
    public void Write(PrometheusText text)
    {
        var isFirst = true;
        foreach (var (tags, series) in _series)
        {
            if (isFirst)
                text.Header(Name, _kind, _help);
            isFirst = false;
            if (_kind == MetricKind.Histogram)
                series.WriteHistogram(text, Name, tags);
            else
                text.Series(Name, "", tags, null, series.Value);
        }
    }

    private static double[]? Bounds<T>(Instrument instrument)
        where T : struct =>
        (instrument as Histogram<T>)?.Advice?.HistogramBucketBoundaries is not { } bounds ? null
            : [.. bounds.Select(static b => Convert.ToDouble(b, System.Globalization.CultureInfo.InvariantCulture))];
}
