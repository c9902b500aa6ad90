using System.Diagnostics.Metrics;
using System.Globalization;
using Prometheus;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>One instrument as a metric of prometheus-net: makes its series.</summary>
internal sealed class MetricFamily
{
    // What OpenTelemetry proposes for durations of requests, in seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // A series is seen from its first value on. Without this a metric without labels would be 0 before that, and again once it ended.
    private static readonly CounterConfiguration CounterSettings = new() { SuppressInitialValue = true };
    private static readonly GaugeConfiguration GaugeSettings = new() { SuppressInitialValue = true };

    private readonly MetricFactory _factory;
    private readonly MetricKind _kind;
    private readonly string _help;
    private readonly HistogramConfiguration? _histogram;

    public MetricFamily(Instrument instrument, MetricKind kind, MetricFactory factory)
    {
        _factory = factory;
        _kind = kind;
        Name = MetricNames.Of(instrument.Name, instrument.Unit, kind);
        _help = Escape(instrument.Description ?? "");
        if (kind == MetricKind.Histogram)
            _histogram = new HistogramConfiguration { SuppressInitialValue = true, Buckets = Bounds(instrument) };
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>The series of these tags, made if it is not there: a child of a counter, gauge or histogram.</summary>
    public ChildBase Series(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[tags.Length];
        var values = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            names[i] = MetricNames.Of(tags[i].Key);
            values[i] = Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "";
        }

        // An instrument whose measurements differ in the names of their tags is several collectors of one metric.
        return _kind switch
        {
            MetricKind.Counter => _factory.CreateCounter(Name, _help, names, CounterSettings).WithLabels(values),
            MetricKind.Gauge => _factory.CreateGauge(Name, _help, names, GaugeSettings).WithLabels(values),
            _ => _factory.CreateHistogram(Name, _help, names, _histogram).WithLabels(values),
        };
    }

    // prometheus-net escapes the values of labels, but not this.
    private static string Escape(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static double[] Bounds(Instrument instrument)
    {
        var bounds = Advised<long>(instrument) ?? Advised<double>(instrument) ?? Advised<int>(instrument) ?? DefaultBounds;
        return bounds.Length == 0 ? [double.PositiveInfinity] : bounds;
    }

    private static double[]? Advised<T>(Instrument instrument)
        where T : struct =>
        (instrument as Histogram<T>)?.Advice?.HistogramBucketBoundaries is not { } bounds ? null
            : [.. bounds.Select(static b => Convert.ToDouble(b, CultureInfo.InvariantCulture))];
}
