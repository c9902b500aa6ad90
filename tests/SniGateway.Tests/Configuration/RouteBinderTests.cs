using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Xunit;

namespace Connectivity.SniGateway.Tests.Configuration;

public sealed class RouteBinderTests
{
    private const string Backends = "backends: [{ address: 10.0.0.1:443 }]";

    [Theory]
    [InlineData("{ name: a, " + Backends + " }", "routes[0].hosts: a route needs hosts, connectDestinations or proxyDestinations: no connection would ever match")]
    [InlineData("{ name: a, hosts: [a.org] }", "routes[0].backends: is required")]
    [InlineData("{ name: a, hosts: [a.org], backends: [] }", "routes[0].backends: needs at least 1 element")]
    [InlineData("{ name: a, hosts: [], " + Backends + " }", "routes[0].hosts: needs at least 1 element")]
    [InlineData("{ name: \"\", hosts: [a.org], " + Backends + " }", "routes[0].name: \"\" is not a name: 1 to 253 characters without control characters")]
    [InlineData("{ name: \"a\\n\", hosts: [a.org], " + Backends + " }", "routes[0].name: \"a\\u000a\" is not a name: 1 to 253 characters without control characters")]
    [InlineData("{ name: a, hosts: [10.0.0.1], " + Backends + " }", "routes[0].hosts[0]: \"10.0.0.1\" is an IP address, or would be taken for one")]
    [InlineData("{ name: a, hosts: [ok.org, \"*\"], " + Backends + " }", "routes[0].hosts[1]: \"*\" has a wildcard that is not its whole first label, followed by a name (\"*.example.org\")")]
    [InlineData("{ name: a, connectDestinations: [\"a b\"], " + Backends + " }", "routes[0].connectDestinations[0]: \"a b\" is not a header value: 1 to 512 visible ASCII characters")]
    [InlineData("{ name: a, proxyDestinations: [\"10.0.0.1:0\"], " + Backends + " }", "routes[0].proxyDestinations[0]: \"10.0.0.1:0\" is not ip:port or [ip]:port (port 1-65535)")]
    [InlineData("{ name: a, hosts: [a.org], allowedSources: [], " + Backends + " }", "routes[0].allowedSources: needs at least 1 element")]
    [InlineData("{ name: a, hosts: [a.org], newConnectionsBurst: 5, " + Backends + " }", "routes[0].newConnectionsBurst: has no effect without newConnectionsPerSecond")]
    [InlineData("{ name: a, hosts: [a.org], backends: [{ address: \"a:1\" }, { address: \"A:1\" }] }", "routes[0].backends[1].address: a:1 is another backend of this route too")]
    [InlineData("{ name: a, hosts: [a.org], backends: [{ address: \"a:1\", weight: 1001 }] }", "routes[0].backends[0].weight: \"1001\" is too large: at most 1000")]
    [InlineData("{ name: a, hosts: [a.org], healthCheck: { kind: Https, path: readyz }, " + Backends + " }", "routes[0].healthCheck.path: \"readyz\" is not an absolute path (like /readyz)")]
    [InlineData("{ name: a, hosts: [a.org], healthCheck: { interval: 1s }, " + Backends + " }", "routes[0].healthCheck.timeout: must not be longer than interval: checks would overlap")]
    [InlineData("{ name: a, hosts: [a.org], healthCheck: { serverName: \"a b\" }, " + Backends + " }", "routes[0].healthCheck.serverName: \"a b\" is not a host name")]
    public void Refuses_a_route_that_cannot_work(string route, string error) =>
        Assert.EndsWith(error, Assert.Single(Configured.Errors($"{Configured.Listener}routes: [{route}]\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("hosts: [X.org]", "hosts: [x.org.]", "hosts[0]: \"x.org.\"")]
    [InlineData("hosts: [\"*.x.org\"]", "hosts: [y.org, \"*.X.org\"]", "hosts[1]: \"*.X.org\"")]
    [InlineData("connectDestinations: [x]", "connectDestinations: [x]", "connectDestinations[0]: \"x\"")]
    [InlineData("proxyDestinations: [\"10.0.0.1:1\"]", "proxyDestinations: [\"[::ffff:10.0.0.1]:1\"]", "proxyDestinations[0]: \"[::ffff:10.0.0.1]:1\"")]
    public void Two_routes_with_one_selector_are_both_named(string first, string second, string place)
    {
        var errors = Configured.Errors($"{Configured.Listener}routes: [{{ name: a, {first}, {Backends} }}, {{ name: b, {second}, {Backends} }}]\n");

        Assert.EndsWith(
            $"routes[1].{place} is in route \"a\" already and cannot be in route \"b\" too", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_and_a_wildcard_that_covers_it_may_belong_to_two_routes()
    {
        var options = Configured.Read(
            $"{Configured.Listener}routes: [{{ name: a, hosts: [x.a.org], {Backends} }}, {{ name: b, hosts: [\"*.a.org\"], {Backends} }}]\n");

        Assert.Equal(2, options.Routes.Count);
    }

    [Fact]
    public void Two_routes_of_one_name_are_refused() =>
        Assert.EndsWith(
            "routes[1].name: \"a\" is the name of another route too",
            Assert.Single(Configured.Errors(
                $"{Configured.Listener}routes: [{{ name: a, hosts: [a.org], {Backends} }}, {{ name: a, hosts: [b.org], {Backends} }}]\n")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("10.1.2.3:443", "10.1.2.3", true)]
    [InlineData("[2001:DB8::1]:443", "2001:db8::1", true)]
    [InlineData("Kube-Apiserver.ns.svc.cluster.local.:443", "kube-apiserver.ns.svc.cluster.local.", false)]
    [InlineData("localhost:443", "localhost", false)]
    [InlineData("0x7f000001:443", "0x7f000001", false)]
    public void Reads_backends_by_address_and_by_name(string text, string host, bool isLiteral)
    {
        Assert.True(HostEndpoint.TryParse(text, out var address));
        Assert.Equal((host, (ushort)443, isLiteral), (address.Host, address.Port, address.Literal is not null));
        Assert.Equal(text.ToLowerInvariant(), address.ToString());
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("10.1.2.3:0")]
    [InlineData("10.1.2.3:65536")]
    [InlineData("10.1.2:443")]
    [InlineData("0.0.0.0:443")]
    [InlineData("[::]:443")]
    [InlineData("::1:443")]
    [InlineData(":443")]
    [InlineData("a b:443")]
    [InlineData("host:")]
    [InlineData("host:+1")]
    [InlineData("")]
    public void Refuses_backends_that_are_nowhere(string text) => Assert.False(HostEndpoint.TryParse(text, out _));
}
