using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Connectivity.Shared.Hosting.Metrics;
using Xunit;

namespace Connectivity.Shared.Tests.Hosting.Metrics;

public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly PrometheusExporter _exporter;

    public PrometheusExporterTests() => _exporter = new PrometheusExporter([_meter], maxSeries: 3);

    public void Dispose()
    {
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Writes_counters_with_labels()
    {
        var counter = _meter.CreateCounter<long>("gateway.connections", null, "Connections so far.\nAll.");
        counter.Add(2, Tag("outcome", "Completed"), Tag("listener.name", "a\"b\\c\nd"));
        counter.Add(3, Tag("outcome", "Completed"), Tag("listener.name", "a\"b\\c\nd"));

        Assert.Equal(
            """
            # HELP gateway_connections_total Connections so far.\nAll.
            # TYPE gateway_connections_total counter
            gateway_connections_total{outcome="Completed",listener_name="a\"b\\c\nd"} 5

            """,
            Scrape());
    }

    [Fact]
    public void Writes_gauges_with_their_unit_and_without_labels()
    {
        _meter.CreateGauge<double>("temperature").Record(-1.5);
        var open = _meter.CreateUpDownCounter<int>("buffers", "By");
        open.Add(5);
        open.Add(-2);
        _meter.CreateObservableGauge("limit_seconds", static () => double.PositiveInfinity, "s");

        Assert.Equal(
            """
            # TYPE limit_seconds gauge
            limit_seconds +Inf
            # TYPE temperature gauge
            temperature -1.5
            # TYPE buffers_bytes gauge
            buffers_bytes 3

            """,
            Scrape());
    }

    [Fact]
    public void Writes_histograms_with_the_buckets_of_their_advice()
    {
        var histogram = _meter.CreateHistogram("took", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7])
            histogram.Record(value, Tag("leg", "up"));

        Assert.Equal(
            """
            # TYPE took_seconds histogram
            took_seconds_bucket{leg="up",le="0.1"} 2
            took_seconds_bucket{leg="up",le="1"} 3
            took_seconds_bucket{leg="up",le="+Inf"} 4
            took_seconds_sum{leg="up"} 7.65
            took_seconds_count{leg="up"} 4

            """,
            Scrape());
    }

    [Fact]
    public void Lets_a_series_end_with_the_first_scrape_that_it_is_not_reported_in()
    {
        var routes = new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableCounter("route.connections", () => routes.Select(static r => new Measurement<long>(r.Value, Tag("route", r.Key))));
        Assert.Contains("route_connections_total{route=\"b\"} 2\n", Scrape(), StringComparison.Ordinal);

        routes.Remove("b");
        Assert.Equal("# TYPE route_connections_total counter\nroute_connections_total{route=\"a\"} 1\n", Scrape());

        routes.Clear();
        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Bounds_the_series_of_a_recorded_instrument()
    {
        var counter = _meter.CreateCounter<long>("c");
        for (var i = 0; i < 5; i++)
            counter.Add(1, Tag("i", i));
        counter.Add(1, Tag("i", 0));

        var text = ScrapeAll();
        Assert.Equal(3, text.Split('\n').Count(static l => l.StartsWith("c_total{", StringComparison.Ordinal)));
        Assert.Contains("c_total{i=\"0\"} 2\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nconnectivity_metrics_dropped_series 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_the_series_of_an_observable_instrument_in_each_scrape()
    {
        var count = 5;
        _meter.CreateObservableGauge("g", () => Enumerable.Range(0, count).Select(static i => new Measurement<int>(i, Tag("i", i))));

        Assert.EndsWith("\ng{i=\"2\"} 2\n# HELP connectivity_metrics_dropped_series Measurements left out because their instrument had too many series.\n# TYPE connectivity_metrics_dropped_series gauge\nconnectivity_metrics_dropped_series 2\n", ScrapeAll(), StringComparison.Ordinal);
        count = 3;
        Assert.EndsWith("\nconnectivity_metrics_dropped_series 0\n", ScrapeAll(), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_other_meters_alone()
    {
        using var other = new Meter("test");
        other.CreateCounter<long>("foreign").Add(1);

        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Refuses_two_instruments_of_one_name()
    {
        _meter.CreateCounter<long>("a.b");

        Assert.Throws<InvalidOperationException>(() => _meter.CreateCounter<long>("a_b_total"));
    }

    [Fact]
    public void Forgets_the_instruments_of_a_meter_that_ended()
    {
        using var exporter = new PrometheusExporter([_meter]);
        _meter.CreateCounter<long>("c").Add(1);
        _meter.Dispose();

        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Counts_from_many_threads_without_loss()
    {
        var counter = _meter.CreateCounter<long>("c");
        var histogram = _meter.CreateHistogram<long>("h");
        Parallel.For(0, 10_000, i =>
        {
            counter.Add(1, Tag("i", i % 2));
            histogram.Record(1);
        });

        var text = Scrape();
        Assert.Contains("c_total{i=\"0\"} 5000\n", text, StringComparison.Ordinal);
        Assert.Contains("c_total{i=\"1\"} 5000\n", text, StringComparison.Ordinal);
        Assert.Contains("h_count 10000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_without_allocating_once_a_series_is_known()
    {
        var counter = _meter.CreateCounter<long>("c");
        var histogram = _meter.CreateHistogram<double>("h");
        Record();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Record();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Record()
        {
            counter.Add(1, Tag("outcome", "Completed"), Tag("listener", "tls"));
            histogram.Record(0.5, Tag("listener", "tls"));
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object? value) => new(key, value);

    /// <summary>A scrape without the exporter's own metric.</summary>
    private string Scrape()
    {
        var text = ScrapeAll();
        return text[..text.IndexOf("# HELP connectivity_metrics_dropped_series", StringComparison.Ordinal)];
    }

    private string ScrapeAll()
    {
        var output = new ArrayBufferWriter<byte>();
        _exporter.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
