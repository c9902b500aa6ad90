using Prometheus;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>The series of an observable instrument: those that the last scrape reported. Used by one scrape at a time.</summary>
/// <param name="family">Makes the series.</param>
/// <param name="maxSeries">How many a scrape may report.</param>
internal sealed class ObservedMetric(MetricFamily family, int maxSeries)
{
    private readonly Dictionary<KeyValuePair<string, object?>[], Series> _series = new(TagSet.Comparer);
    private int _scrape;
    private int _reported;

    /// <summary>The metric's name.</summary>
    public string Name => family.Name;

    /// <summary>Measurements left out of the last scrape because there were too many series.</summary>
    public int Dropped { get; private set; }

    /// <summary>A scrape begins: nothing is reported yet.</summary>
    public void Begin()
    {
        _scrape++;
        _reported = 0;
        Dropped = 0;
    }

    /// <summary>Takes a measurement.</summary>
    public void Observe(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        var isKnown = lookup.TryGetValue(tags, out var series);
        if (series?.LastScrape != _scrape)
        {
            if (_reported == maxSeries)
            {
                Dropped++;
                return;
            }

            _reported++;
        }

        if (!isKnown)
            lookup[tags] = series = new Series(family.Series(tags));
        series!.LastScrape = _scrape;
        Set(series, value, tags);
    }

    /// <summary>A scrape ends: series that it did not report are gone.</summary>
    public void End()
    {
        foreach (var (tags, series) in _series)
        {
            if (series.LastScrape == _scrape)
                continue;
            series.Child.Remove();
            _series.Remove(tags);
        }
    }

    /// <summary>Ends all series.</summary>
    public void Remove()
    {
        Begin();
        End();
    }

    private void Set(Series series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // Of what began anew between two scrapes, such as a route that was deleted and came back. A counter cannot be lowered.
        if (series.Child is Counter.Child { Value: var last } && value < last)
        {
            series.Child.Remove();
            series.Child = family.Series(tags);
        }

        if (series.Child is Counter.Child counter)
            counter.IncTo(value);
        else
            ((Gauge.Child)series.Child).Set(value);
    }

    private sealed class Series(ChildBase child)
    {
        public ChildBase Child { get; set; } = child;

        public int LastScrape { get; set; }
    }
}
