using System.Diagnostics.Metrics;
using Connectivity.SniGateway.Admin;
using Connectivity.SniGateway.Tests.Listening;
using Xunit;

namespace Connectivity.SniGateway.Tests.Admin;

/// <summary>The gateway's own metrics; those of routes are tested with the routes.</summary>
public sealed class GatewayMetricsTests
{
    [Fact]
    public async Task A_gateway_in_use_reports_what_it_does()
    {
        await using var relays = await Relays.StartAsync(2);
        await Relays.EndAsync(relays.Pairs[0]);
        using (var nowhere = await relays.Test.ConnectAsync(Config.Hello("nowhere.example.org")))
            await nowhere.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 112);
        using var silent = await relays.Test.ConnectAsync();
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 2 && relays.Test.Gateway.Sources.Unrouted == 1);

        Assert.Equal(
            [
                "connectivity_access_log_dropped_total 0",
                "connectivity_config_generation 0",
                "connectivity_connections_active 2",
                "connectivity_connections_limit 100000",
                "connectivity_connections_unrouted 1",
                "connectivity_connections_without_descriptor_total 0",
                "connectivity_listener_accepted_total{listener=tls} 4",
                "connectivity_listener_connections_total{listener=tls,outcome=Completed,side=client} 1",
                "connectivity_listener_connections_total{listener=tls,outcome=NoRoute,side=self} 1",
            ],
            Scrape(relays.Test).Where(static s => !s.StartsWith("connectivity_loop_", StringComparison.Ordinal)));
        Assert.Equal(
            ["connectivity_loop_connections{loop=0}", "connectivity_loop_connections{loop=1}"],
            Scrape(relays.Test).Where(static s => s.StartsWith("connectivity_loop_", StringComparison.Ordinal)).Select(static s => s.Split(' ')[0]));
    }

    [Fact]
    public async Task Listeners_are_counted_while_their_connections_are_drained()
    {
        await using var relays = await Relays.StartAsync(2);
        await relays.Test.Gateway.StopListeningAsync(CancellationToken.None);
        await Relays.EndAsync(relays.Pairs[0]);
        await Bound.UntilAsync(() => relays.Test.Gateway.Connections == 1);
        Assert.Contains(
            "connectivity_listener_connections_total{listener=tls,outcome=Completed,side=client} 1", Scrape(relays.Test));
    }

    private static List<string> Scrape(TestGateway gateway)
    {
        var series = new List<string>();
        using var meter = new Meter("test");
        GatewayMetrics.Register(meter, gateway.Gateway);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == meter)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => series.Add(Text(instrument, value, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => series.Add(Text(instrument, value, tags)));
        listener.Start();
        listener.RecordObservableInstruments();
        series.Sort(StringComparer.Ordinal);
        return series;
    }

    private static string Text(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
        return text.Length == 0 ? $"{instrument.Name} {value}" : $"{instrument.Name}{{{text}}} {value}";
    }
}
