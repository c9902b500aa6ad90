using System.Buffers;
using System.Diagnostics.Metrics;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>
/// Shows the instruments of some meters as Prometheus text. Counters, gauges and histograms of <c>int</c>, <c>long</c> and <c>double</c>;
/// histograms take their buckets from the instrument's advice. Series of observable instruments are there as long as they are
/// reported; all others stay, so what comes and goes (routes, tenants, peers) is to be observed, not recorded. An observable
/// instrument must report each set of tags once.
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>The media type of what <see cref="Write"/> writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>How many series an instrument may have by default. Protects this process and whoever scrapes it.</summary>
    public const int DefaultMaxSeries = 20_000;

    private readonly IReadOnlyList<Meter> _meters;
    private readonly int _maxSeries;
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly Lock _change = new();
    private volatile MetricFamily[] _recorded = [];
    private volatile MetricFamily[] _observed = [];
    private PrometheusText _text;

    /// <summary>Shows the instruments of these meters, those made later too.</summary>
    /// <param name="meters">The meters.</param>
    /// <param name="maxSeries">How many series an instrument may have; what is beyond is counted in <c>connectivity_metrics_dropped_series</c>.</param>
    public PrometheusExporter(IReadOnlyList<Meter> meters, int maxSeries = DefaultMaxSeries)
    {
        _meters = meters;
        _maxSeries = maxSeries;
        _listener.InstrumentPublished = Add;
        _listener.MeasurementsCompleted = (_, state) => Remove((MetricFamily)state!);
        _listener.SetMeasurementEventCallback<long>((i, value, tags, state) => Take(i, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, state) => Take(i, value, tags, state));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, state) => Take(i, value, tags, state));
        _listener.Start();
    }

    /// <summary>Writes all series as they are now. Callbacks of observable instruments run on the caller's thread, one scrape at a time.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_scrape)
        {
            _text = new PrometheusText(output);
            foreach (var family in _observed)
                family.BeginObserving();
            _listener.RecordObservableInstruments();
            foreach (var family in _recorded)
                family.Write(_text);
            WriteDropped();
            _text = default;
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, MeterListener listener)
    {
        if (!_meters.Contains(instrument.Meter) || MetricKinds.Of(instrument) is not { } kind)
            return;
        var family = new MetricFamily(instrument, kind, _maxSeries);
        lock (_change)
        {
            // Prometheus refuses a whole scrape that has a metric twice.
            if (_observed.Concat(_recorded).Any(f => f.Name == family.Name))
                throw new InvalidOperationException($"two instruments are called {family.Name}");
            if (instrument.IsObservable)
                _observed = [.. _observed, family];
            else
                _recorded = [.. _recorded, family];
        }

        listener.EnableMeasurementEvents(instrument, family);
    }

    private void Remove(MetricFamily family)
    {
        lock (_change)
        {
            _observed = [.. _observed.Where(f => f != family)];
            _recorded = [.. _recorded.Where(f => f != family)];
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var family = (MetricFamily)state!;
        if (instrument.IsObservable)
            family.Observe(_text, value, tags);
        else
            family.Record(value, tags);
    }

    private void WriteDropped()
    {
        const string Name = "connectivity_metrics_dropped_series";
        _text.Header(Name, MetricKind.Gauge, "Measurements left out because their instrument had too many series.");
        _text.Series(Name, "", [], null, _observed.Concat(_recorded).Sum(static f => f.Dropped));
    }
}
