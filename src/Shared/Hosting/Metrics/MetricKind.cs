using System.Diagnostics.Metrics;

namespace Connectivity.Shared.Hosting.Metrics;

/// <summary>What Prometheus calls a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only ever grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts observations by size.</summary>
    Histogram,
}

/// <summary>How the framework's instruments map to metrics.</summary>
internal static class MetricKinds
{
    /// <summary>The kind of an instrument of <c>int</c>, <c>long</c> or <c>double</c>; null for one of another type.</summary>
    public static MetricKind? Of(Instrument instrument) => Of<long>(instrument) ?? Of<double>(instrument) ?? Of<int>(instrument);

    private static MetricKind? Of<T>(Instrument instrument)
        where T : struct => instrument switch
    {
        Counter<T> or ObservableCounter<T> => MetricKind.Counter,
        UpDownCounter<T> or ObservableUpDownCounter<T> or Gauge<T> or ObservableGauge<T> => MetricKind.Gauge,
        Histogram<T> => MetricKind.Histogram,
        _ => null,
    };
}
