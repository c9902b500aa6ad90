using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>
/// Shows the instruments of some meters as Prometheus text. Counters, gauges and histograms of <c>int</c>, <c>long</c> and <c>double</c>;
/// histograms take their buckets from the instrument's advice. Series of observable instruments are there as long as they are
/// reported; all others stay, so what comes and goes (routes, tenants, peers) is to be observed, not recorded. An observable
/// instrument must report each set of tags once, and sets of tags must differ as text too.
/// </summary>
/// <remarks>
/// prometheus-net holds the values and writes the text, from a registry of its own that has nothing but these instruments. Its
/// <c>MeterAdapter</c> is not used: it shows counters as gauges, and ends series by a timer instead of when they are no longer
/// reported. A registry does not forget names: of a metric without series the lines HELP and TYPE stay. A series takes about 0.7 KB
/// as long as it is there.
/// </remarks>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>The media type of what <see cref="WriteAsync"/> writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>How many series an instrument may have by default. Protects this process and whoever scrapes it.</summary>
    public const int DefaultMaxSeries = 20_000;

    private readonly IReadOnlyList<Meter> _meters;
    private readonly int _maxSeries;
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Gauge _dropped;
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly Lock _change = new();
    private readonly ConcurrentQueue<ObservedMetric> _ended = new();
    private volatile RecordedMetric[] _recorded = [];
    private volatile ObservedMetric[] _observed = [];

    /// <summary>Shows the instruments of these meters, those made later too.</summary>
    /// <param name="meters">The meters.</param>
    /// <param name="maxSeries">How many series an instrument may have; what is beyond is counted in <c>connectivity_metrics_dropped_series</c>.</param>
    public PrometheusExporter(IReadOnlyList<Meter> meters, int maxSeries = DefaultMaxSeries)
    {
        _meters = meters;
        _maxSeries = maxSeries;
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _dropped = _factory.CreateGauge("connectivity_metrics_dropped_series", "Measurements left out because their instrument had too many series.");
        _listener.InstrumentPublished = Add;
        _listener.MeasurementsCompleted = (_, state) => Remove(state);
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Take(value, tags, state));
        _listener.Start();
    }

    /// <summary>
    /// Writes all series as they are now. Callbacks of observable instruments run on the caller's thread, one scrape at a time; a
    /// reader that is slow to take the text holds up nobody else, and may get values of a later scrape.
    /// </summary>
    public Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        Collect();
        return _registry.CollectAndExportAsTextAsync(output, cancellationToken);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? metric)
    {
        if (metric is RecordedMetric recorded)
            recorded.Record(value, tags);
        else
            ((ObservedMetric)metric!).Observe(value, tags);
    }

    private void Collect()
    {
        lock (_scrape)
        {
            while (_ended.TryDequeue(out var ended))
                ended.Remove();
            var observed = _observed;
            foreach (var metric in observed)
                metric.Begin();
            _listener.RecordObservableInstruments();
            foreach (var metric in observed)
                metric.End();
            _dropped.Set(observed.Sum(static m => m.Dropped) + _recorded.Sum(static m => m.Dropped));
        }
    }

    private void Add(Instrument instrument, MeterListener listener)
    {
        if (!_meters.Contains(instrument.Meter) || MetricKinds.Of(instrument) is not { } kind)
            return;
        var family = new MetricFamily(instrument, kind, _factory);
        listener.EnableMeasurementEvents(instrument, instrument.IsObservable ? AddObserved(family) : AddRecorded(family, instrument));
    }

    private ObservedMetric AddObserved(MetricFamily family)
    {
        var metric = new ObservedMetric(family, _maxSeries);
        lock (_change)
        {
            RefuseSecond(family.Name);
            _observed = [.. _observed, metric];
        }

        return metric;
    }

    private RecordedMetric AddRecorded(MetricFamily family, Instrument instrument)
    {
        var metric = new RecordedMetric(family, _maxSeries, adds: instrument is not (Gauge<long> or Gauge<double> or Gauge<int>));
        lock (_change)
        {
            RefuseSecond(family.Name);
            _recorded = [.. _recorded, metric];
        }

        return metric;
    }

    // They would overwrite each other's series.
    private void RefuseSecond(string name)
    {
        if (_observed.Any(m => m.Name == name) || _recorded.Any(m => m.Name == name))
            throw new InvalidOperationException($"two instruments are called {name}");
    }

    private void Remove(object? metric)
    {
        lock (_change)
        {
            _observed = [.. _observed.Where(m => m != metric)];
            _recorded = [.. _recorded.Where(m => m != metric)];
        }

        // Whoever ends a meter does not wait for a scrape.
        (metric as RecordedMetric)?.Remove();
        if (metric is ObservedMetric ended)
            _ended.Enqueue(ended);
    }
}
