using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;
using Connectivity.TestKit.Measuring;
using Xunit;

namespace Connectivity.SniGateway.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("api.a.example.org", "exact")]
    [InlineData("x.a.example.org", "longer")]
    [InlineData("y.x.a.example.org", "longer")]
    [InlineData("b.example.org", "shorter")]
    [InlineData("y.b.example.org", "shorter")]
    [InlineData("a.example.org", "shorter")]
    [InlineData("example.org", null)]
    [InlineData("xexample.org", null)]
    [InlineData("api.a.example.org.evil.org", null)]
    [InlineData("org", null)]
    [InlineData("", null)]
    [InlineData(".example.org", null)]
    [InlineData("*.example.org", "shorter")]
    public void An_exact_name_beats_a_wildcard_and_the_longest_suffix_wins(string name, string? route)
    {
        var table = Sample.Store(
            Sample.Route("shorter", "*.example.org"),
            Sample.Route("exact", "api.a.example.org"),
            Sample.Route("longer", "*.a.example.org")).Current.Table;

        Assert.Equal(route, table.FindByServerName(name)?.Name);
    }

    [Fact]
    public void A_wildcard_does_not_match_its_bare_suffix()
    {
        var table = Sample.Store(Sample.Route("a", "*.a.org")).Current.Table;

        Assert.Null(table.FindByServerName("a.org"));
        Assert.NotNull(table.FindByServerName("b.a.org"));
    }

    [Fact]
    public void A_wildcard_of_one_label_matches_names_below_it()
    {
        var table = Sample.Store(Sample.Route("a", "*.org")).Current.Table;

        Assert.Equal("a", table.FindByServerName("x.org")?.Name);
        Assert.Equal("a", table.FindByServerName("y.x.org")?.Name);
    }

    [Fact]
    public void Connect_destinations_are_compared_character_for_character()
    {
        const string Destination = "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local";
        var table = Sample.Store(Sample.Route("a") with { ConnectDestinations = [Destination] }).Current.Table;

        Assert.Equal("a", table.FindByConnectDestination(Destination)?.Name);
        Assert.Null(table.FindByConnectDestination(Destination.ToUpperInvariant()));
        Assert.Null(table.FindByConnectDestination(Destination + "."));
        Assert.Null(table.FindByConnectDestination(""));
    }

    [Fact]
    public void Proxy_destinations_are_found_by_address_and_port()
    {
        var table = Sample.Store(
            Sample.Route("a") with { ProxyDestinations = [Sample.Endpoint("10.2.3.4:443"), Sample.Endpoint("[2001:db8::1]:443")] })
            .Current.Table;

        Assert.Equal("a", table.FindByProxyDestination(Sample.Endpoint("10.2.3.4:443"))?.Name);
        Assert.Equal("a", table.FindByProxyDestination(Sample.Endpoint("[::ffff:10.2.3.4]:443"))?.Name);
        Assert.Equal("a", table.FindByProxyDestination(Sample.Endpoint("[2001:db8::1]:443"))?.Name);
        Assert.Null(table.FindByProxyDestination(Sample.Endpoint("10.2.3.4:444")));
        Assert.Null(table.FindByProxyDestination(Sample.Endpoint("10.2.3.5:443")));
    }

    [Fact]
    public void Refuses_two_routes_with_the_same_selector()
    {
        Assert.Throws<ArgumentException>(() => Sample.Store(Sample.Route("a", "x.org"), Sample.Route("b", "x.org")));
        Assert.Throws<ArgumentException>(() => Sample.Store(Sample.Route("a", "*.x.org"), Sample.Route("b", "*.x.org")));
    }

    [Fact]
    public void Look_ups_among_ten_thousand_routes_allocate_nothing()
    {
        var routes = Enumerable.Range(0, 10_000).Select(static i => Sample.Route($"r{i}", $"*.r{i}.example.org") with
        {
            ConnectDestinations = [$"outbound|443||r{i}"],
            ProxyDestinations = [Sample.Endpoint($"10.0.{i / 250}.{i % 250}:443")],
        });
        var table = new RouteStore(new GatewayOptions { Routes = [.. routes] }, loops: 1).Current.Table;
        var proxied = Sample.Endpoint("10.0.0.77:443");
        Assert.Equal(3, LookUp(table, proxied));

        Assert.Equal(0, Allocated.By(runs: 1000, () => LookUp(table, proxied)));
    }

    private static int LookUp(RouteTable table, in SocketEndpoint proxied) =>
        (table.FindByServerName("a.b.c.r4711.example.org") is null ? 0 : 1) +
        (table.FindByServerName("a.b.c.none.example.org") is null ? 0 : 1) +
        (table.FindByConnectDestination("outbound|443||r4711") is null ? 0 : 1) +
        (table.FindByProxyDestination(proxied) is null ? 0 : 1);
}
