using System.Diagnostics.Metrics;
using System.Text;
using Connectivity.Shared.Hosting.Metrics;
using Connectivity.TestKit.Measuring;
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
    public async Task Writes_counters_with_labels()
    {
        var counter = _meter.CreateCounter<long>("gateway.connections", null, "Connections \\ so far.\nAll.");
        counter.Add(2, Tag("outcome", "Completed"), Tag("listener.name", "a\"b\\c\nd"));
        counter.Add(3, Tag("outcome", "Completed"), Tag("listener.name", "a\"b\\c\nd"));

        Assert.Equal(
            """
            # HELP gateway_connections_total Connections \\ so far.\nAll.
            # TYPE gateway_connections_total counter
            gateway_connections_total{outcome="Completed",listener_name="a\"b\\c\nd"} 5

            """,
            await ScrapeAsync());
    }

    [Fact]
    public async Task Writes_gauges_with_their_unit_and_without_labels()
    {
        _meter.CreateGauge<double>("temperature").Record(-1.5);
        var open = _meter.CreateUpDownCounter<int>("buffers", "By");
        open.Add(5);
        open.Add(-2);
        _meter.CreateObservableGauge("limit_seconds", static () => double.PositiveInfinity, "s");

        var text = await ScrapeAsync();
        Assert.Contains("# TYPE temperature gauge\ntemperature -1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE buffers_bytes gauge\nbuffers_bytes 3\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE limit_seconds gauge\nlimit_seconds Infinity\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_histograms_with_the_buckets_of_their_advice()
    {
        var histogram = _meter.CreateHistogram("took", "s", "Duration.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7])
            histogram.Record(value, Tag("leg", "up"));

        Assert.Equal(
            """
            # HELP took_seconds Duration.
            # TYPE took_seconds histogram
            took_seconds_sum{leg="up"} 7.65
            took_seconds_count{leg="up"} 4
            took_seconds_bucket{leg="up",le="0.1"} 2
            took_seconds_bucket{leg="up",le="1"} 3
            took_seconds_bucket{leg="up",le="+Inf"} 4

            """,
            await ScrapeAsync());
    }

    [Fact]
    public async Task Writes_one_metric_for_measurements_with_other_tags()
    {
        var counter = _meter.CreateCounter<long>("c", null, "Help.");
        counter.Add(1);
        counter.Add(2, Tag("a", 1));
        counter.Add(3, Tag("b", null));

        Assert.Equal("# HELP c_total Help.\n# TYPE c_total counter\nc_total 1\nc_total{a=\"1\"} 2\nc_total{b=\"\"} 3\n", await ScrapeAsync());
    }

    [Fact]
    public async Task Lets_a_series_end_with_the_first_scrape_that_it_is_not_reported_in()
    {
        var routes = new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2 };
        ObserveRoutes(routes);
        Assert.Equal(["route_total{route=\"a\"} 1", "route_total{route=\"b\"} 2"], Series(await ScrapeAsync()));

        routes.Remove("b");
        Assert.Equal(["route_total{route=\"a\"} 1"], Series(await ScrapeAsync()));

        routes.Clear();
        Assert.Empty(Series(await ScrapeAsync()));
    }

    [Fact]
    public async Task Lets_a_series_without_tags_end_as_well()
    {
        Measurement<int>[] now = [new(7)];
        _meter.CreateObservableGauge("g", () => now);
        Assert.Equal(["g 7"], Series(await ScrapeAsync()));

        now = [];
        Assert.Empty(Series(await ScrapeAsync()));
        now = [new(8)];
        Assert.Equal(["g 8"], Series(await ScrapeAsync()));
    }

    [Fact]
    public async Task Shows_an_observed_counter_as_it_is_when_it_began_anew()
    {
        var routes = new Dictionary<string, long>(StringComparer.Ordinal) { ["a"] = 5 };
        ObserveRoutes(routes);
        foreach (var value in (long[])[5, 9, 2, 3])
        {
            routes["a"] = value;
            Assert.Equal([$"route_total{{route=\"a\"}} {value}"], Series(await ScrapeAsync()));
        }
    }

    [Fact]
    public async Task Ignores_what_would_lower_a_recorded_counter()
    {
        var counter = _meter.CreateCounter<long>("c");
        counter.Add(3);
        counter.Add(-1);

        Assert.Equal(["c_total 3"], Series(await ScrapeAsync()));
    }

    [Fact]
    public async Task Bounds_the_series_of_a_recorded_instrument()
    {
        var counter = _meter.CreateCounter<long>("c");
        for (var i = 0; i < 5; i++)
            counter.Add(1, Tag("i", i));
        counter.Add(1, Tag("i", 0));

        Assert.Equal(
            ["connectivity_metrics_dropped_series 2", "c_total{i=\"0\"} 2", "c_total{i=\"1\"} 1", "c_total{i=\"2\"} 1"],
            Series(await ScrapeAllAsync()));
    }

    [Fact]
    public async Task Bounds_the_series_of_an_observable_instrument_in_each_scrape()
    {
        var indices = Enumerable.Range(0, 5);
        _meter.CreateObservableGauge("g", () => indices.Select(static i => new Measurement<int>(i, Tag("i", i))));
        string[] firstThree = ["g{i=\"0\"} 0", "g{i=\"1\"} 1", "g{i=\"2\"} 2"];
        Assert.Equal(["connectivity_metrics_dropped_series 2", .. firstThree], Series(await ScrapeAllAsync()));

        indices = Enumerable.Range(0, 3);
        Assert.Equal(["connectivity_metrics_dropped_series 0", .. firstThree], Series(await ScrapeAllAsync()));

        // Those that are gone leave room for others in the same scrape.
        indices = Enumerable.Range(7, 3);
        Assert.Equal(["connectivity_metrics_dropped_series 0", "g{i=\"7\"} 7", "g{i=\"8\"} 8", "g{i=\"9\"} 9"], Series(await ScrapeAllAsync()).Order());
    }

    [Fact]
    public async Task Leaves_other_meters_alone()
    {
        using var other = new Meter("test");
        other.CreateCounter<long>("foreign").Add(1);

        Assert.Equal("", await ScrapeAsync());
    }

    [Fact]
    public void Refuses_two_instruments_of_one_name()
    {
        _meter.CreateCounter<long>("a.b");

        Assert.Throws<InvalidOperationException>(() => _meter.CreateCounter<long>("a_b_total"));
    }

    [Fact]
    public async Task Ends_the_series_of_a_meter_that_ended()
    {
        _meter.CreateCounter<long>("c").Add(1);
        _meter.CreateObservableGauge("g", static () => 1);
        Assert.Equal(["c_total 1", "g 1"], Series(await ScrapeAsync()).Order());

        _meter.Dispose();
        Assert.Empty(Series(await ScrapeAsync()));
    }

    [Fact]
    public async Task Fails_a_scrape_before_its_first_byte_when_an_instrument_fails()
    {
        var fails = true;
        _meter.CreateObservableGauge("g", () => fails ? throw new InvalidOperationException("no") : 1);
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<AggregateException>(() => _exporter.WriteAsync(output, CancellationToken.None));
        Assert.Equal(0, output.Length);

        fails = false;
        Assert.Equal(["g 1"], Series(await ScrapeAsync()));
    }

    [Fact]
    public async Task Serves_many_scrapes_at_the_same_time()
    {
        _meter.CreateObservableCounter("c", static () => Enumerable.Range(0, 3).Select(static i => new Measurement<int>(i, Tag("i", i))));

        var scrapes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(ScrapeAsync)));
        Assert.All(scrapes, text => Assert.Equal(["c_total{i=\"0\"} 0", "c_total{i=\"1\"} 1", "c_total{i=\"2\"} 2"], Series(text)));
    }

    [Fact]
    public async Task Counts_from_many_threads_without_loss()
    {
        var counter = _meter.CreateCounter<long>("c");
        var histogram = _meter.CreateHistogram<long>("h");
        Parallel.For(0, 10_000, i =>
        {
            counter.Add(1, Tag("i", i % 2));
            histogram.Record(1);
        });

        var text = await ScrapeAsync();
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
        Assert.Equal(0, Allocated.By(runs: 1000, Record));

        void Record()
        {
            counter.Add(1, Tag("outcome", "Completed"), Tag("listener", "tls"));
            histogram.Record(0.5, Tag("listener", "tls"));
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object? value) => new(key, value);

    private static IEnumerable<string> Series(string text) =>
        text.Split('\n').Where(static l => l.Length > 0 && l[0] != '#');

    private void ObserveRoutes(Dictionary<string, long> routes) =>
        _meter.CreateObservableCounter("route", () => routes.Select(static r => new Measurement<long>(r.Value, Tag("route", r.Key))));

    /// <summary>A scrape without the exporter's own metric.</summary>
    private async Task<string> ScrapeAsync()
    {
        var lines = (await ScrapeAllAsync()).Split('\n');
        return string.Join('\n', lines.Where(static l => !l.Contains("connectivity_metrics_dropped_series", StringComparison.Ordinal)));
    }

    private async Task<string> ScrapeAllAsync()
    {
        using var output = new MemoryStream();
        await _exporter.WriteAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
