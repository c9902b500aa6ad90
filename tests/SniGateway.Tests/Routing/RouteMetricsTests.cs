using System.Diagnostics.Metrics;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Routing;

public sealed class RouteMetricsTests
{
    [Fact]
    public void Routes_that_were_never_used_have_no_series() =>
        Assert.Equal(["connectivity_routes 2"], Scrape(Sample.Store(Sample.Route("a"), Sample.Route("b"))));

    [Fact]
    public void A_used_route_reports_its_connections_bytes_and_backends()
    {
        var store = Sample.Store(Sample.Route("a", null, Sample.Backend("10.0.0.1:443")) with { Tenant = "t" }, Sample.Route("idle"));
        var route = store.Current.Table.Routes[0];
        route.TryEnter(0);
        route.State.Counters(0).CountAccepted();
        route.State.Counters(1).CountBytes(up: 10, down: 20);
        route.State.Counters(1).CountConnect(elapsedMs: 250);
        route.State.Counters(1).CountEnded(ConnectionOutcome.Completed);
        route.Backends.Members[0].Backend.Endpoints[0].Acquire();
        route.Backends.Members[0].Backend.Endpoints[0].ConnectFailed(0);

        Assert.Equal(
            [
                "connectivity_backend_connect_failures_total{route=a,tenant=t,backend=10.0.0.1:443} 1",
                "connectivity_backend_connections_active{route=a,tenant=t,backend=10.0.0.1:443} 1",
                "connectivity_backend_up{route=a,tenant=t,backend=10.0.0.1:443} 1",
                "connectivity_route_accepted_total{route=a,tenant=t} 1",
                "connectivity_route_bytes_total{route=a,tenant=t,direction=down} 20",
                "connectivity_route_bytes_total{route=a,tenant=t,direction=up} 10",
                "connectivity_route_connect_seconds_total{route=a,tenant=t} 0.25",
                "connectivity_route_connections_active{route=a,tenant=t} 1",
                "connectivity_route_connections_total{route=a,tenant=t,outcome=Completed} 1",
                "connectivity_route_connects_total{route=a,tenant=t} 1",
                "connectivity_routes 2",
            ],
            Scrape(store));
    }

    [Fact]
    public void The_series_of_a_route_end_with_the_route()
    {
        var store = Sample.Store(Sample.Route("a"));
        store.Current.Table.Routes[0].TryEnter(0);
        store.Apply(Sample.Gateway());

        Assert.Equal(["connectivity_routes 0"], Scrape(store));
    }

    [Fact]
    public void A_backend_whose_only_endpoint_is_ejected_is_down()
    {
        var store = new RouteStore(
            Sample.Gateway(Sample.Route("a")) with { OutlierEjection = new OutlierEjectionOptions { ConsecutiveFailures = 1 } }, loops: 1);
        store.Current.Table.Routes[0].TryEnter(0);
        store.Current.Table.Routes[0].Backends.Members[0].Backend.Endpoints[0].ConnectFailed(0);

        Assert.Contains("connectivity_backend_up{route=a,tenant=a,backend=10.0.0.1:443} 0", Scrape(store));
    }

    private static List<string> Scrape(RouteStore store)
    {
        using var meter = new Meter(RouteMetrics.MeterName);
        using var listener = new MeterListener();
        var seen = new List<string>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => seen.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => seen.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => seen.Add(Line(i, value, tags)));
        listener.Start();
        _ = new RouteMetrics(meter, store, static () => 0);
        listener.RecordObservableInstruments();
        seen.Sort(StringComparer.Ordinal);
        return seen;
    }

    private static string Line<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
        return labels.Length == 0 ? $"{instrument.Name} {value}" : $"{instrument.Name}{{{labels}}} {value}";
    }
}
