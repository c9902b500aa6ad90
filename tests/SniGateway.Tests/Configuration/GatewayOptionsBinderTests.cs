using Connectivity.Shared.Addressing;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Configuration;

public sealed class GatewayOptionsBinderTests
{
    [Fact]
    public void Reads_a_file_with_every_kind_of_listener_and_selector()
    {
        var options = Configured.Read("""
            listeners:
              - name: tls
                address: "[::]:443"
                kind: Sni
                proxyProtocol: Off
                trustedProxies: [10.0.0.0/8]
                onNoRoute: Alert
              - { name: connect, address: 0.0.0.0:8443, kind: Connect }
            routes:
              - name: shoot--dev--a/kube-apiserver
                tenant: shoot--dev--a
                hosts: [API.a.example.org., "*.a.example.org"]
                connectDestinations:
                  - outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local
                proxyDestinations: [10.2.3.4:443]
                allowedSources: [0.0.0.0/0]
                maxConnections: 0
                sendProxyProtocol: Off
                loadBalancing: LeastConnections
                backends:
                  - { address: 10.1.2.3:443, weight: 1, zone: a }
            limits: { helloTimeout: 5s, helloMaxBytes: 65536, maxUnroutedPerSource: 256, connectTimeout: 5s, connectAttempts: 3 }
            drain: { timeout: 30s }
            accessLog: { path: "-" }
            """);

        var expected = new GatewayOptions
        {
            Listeners =
            [
                new ListenerOptions
                {
                    Name = "tls", Address = Sample.Endpoint("[::]:443"), TrustedProxies = [SourceRange.Parse("10.0.0.0/8")],
                },
                new ListenerOptions { Name = "connect", Address = Sample.Endpoint("0.0.0.0:8443"), Kind = ListenerKind.Connect },
            ],
            Routes =
            [
                Sample.Route("shoot--dev--a/kube-apiserver", null, Sample.Backend("10.1.2.3:443", zone: "a")) with
                {
                    Tenant = "shoot--dev--a",
                    Hosts = ["api.a.example.org", "*.a.example.org"],
                    ConnectDestinations = ["outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local"],
                    ProxyDestinations = [Sample.Endpoint("10.2.3.4:443")],
                    AllowedSources = [SourceRange.Parse("0.0.0.0/0")],
                },
            ],
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void Everything_but_a_listener_has_a_default()
    {
        var options = Configured.Read(Configured.Listener);

        Assert.Equal(
            new GatewayOptions { Listeners = [new ListenerOptions { Name = "tls", Address = Sample.Endpoint("0.0.0.0:443") }] }, options);
        Assert.True(options.EffectiveLoops >= 1);
    }

    [Fact]
    public void Backends_without_a_weight_only_drain_a_route_and_are_no_mistake()
    {
        var options = Configured.Read(Configured.Listener + """
            routes:
              - { name: a, hosts: [a.org], backends: [{ address: "kube-apiserver:443", weight: 0 }] }
            """);

        Assert.Equal(0, options.Routes[0].Backends[0].Weight);
    }

    [Fact]
    public void Five_mistakes_are_five_errors_with_their_places()
    {
        Assert.Equal(
            [
                "gateway.yaml:3:5: listeners[0].proxyProtocol: must be Required on a ProxyDestination listener: the header holds the destination",
                "gateway.yaml:7:13: routes[0].hosts[0]: \"a.*.org\" has a wildcard that is not its whole first label, followed by a name (\"*.example.org\")",
                "gateway.yaml:8:27: routes[0].backends[0].address: \"10.0.0.1\" is not host:port, 10.1.2.3:port or [2001:db8::1]:port (port 1-65535)",
                "gateway.yaml:10:20: routes[1].hosts[1]: \"B.org\" is in route \"b\" twice",
                "gateway.yaml:13:25: limits.helloTimeout: \"5\" is not a duration (like 250ms, 5s, 1m, 24h or 1h30m)",
            ],
            Configured.Errors("""
                # Line 1
                listeners:
                  - name: tls
                    address: 0.0.0.0:443
                    kind: ProxyDestination
                routes:
                  - hosts: [a.*.org]
                    backends: [{ address: 10.0.0.1 }]
                    name: a
                  - hosts: [b.org, B.org]
                    name: b
                    backends: [{ address: b:1 }]
                limits: { helloTimeout: 5 }
                """));
    }

    [Theory]
    [InlineData("zone: a\n", "gateway.yaml:1:1: listeners: is required")]
    [InlineData("listeners: []\n", "gateway.yaml:1:12: listeners: needs at least 1 element")]
    [InlineData("listeners: [{ name: a, address: 1.2.3.4 }]\n", "gateway.yaml:1:33: listeners[0].address: \"1.2.3.4\" is not ip:port or [ip]:port")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5 }, { name: a, address: 1.2.3.4:6 }]\n",
        "gateway.yaml:1:54: listeners[1].name: \"a\" is the name of another listener too")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5 }, { name: b, address: 1.2.3.4:5 }]\n",
        "gateway.yaml:1:66: listeners[1].address: 1.2.3.4:5 is the address of listener \"a\" already")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5, proxyProtocol: Optional }]\n",
        "gateway.yaml:1:13: listeners[0].trustedProxies: is required with proxyProtocol: any other peer could choose its own source address")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5, trustedProxies: [] }]\n",
        "gateway.yaml:1:60: listeners[0].trustedProxies: needs at least 1 element")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5, trustedProxies: [10.1.2.3/8] }]\n",
        "gateway.yaml:1:61: listeners[0].trustedProxies[0]: '10.1.2.3/8' has bits set after its prefix; the range is written 10.0.0.0/8")]
    [InlineData(
        "listeners: [{ name: a, address: 1.2.3.4:5, stackedHeaders: 5 }]\n",
        "gateway.yaml:1:60: listeners[0].stackedHeaders: \"5\" is too large: at most 4")]
    public void Refuses_listeners_that_cannot_work(string text, string error) => Assert.Equal([error], Configured.Errors(text));

    [Theory]
    [InlineData("maxConnections: -1", "limits.maxConnections: \"-1\" is too small: at least 0")]
    [InlineData("connectAttempts: 9", "limits.connectAttempts: \"9\" is too large: at most 8")]
    [InlineData("newConnectionsPerSourceBurst: 9", "limits.newConnectionsPerSourceBurst: has no effect without newConnectionsPerSource")]
    [InlineData(
        "helloTimout: 1s",
        "limits.helloTimout: unknown key; did you mean helloTimeout?")]
    public void Refuses_limits_out_of_bounds(string limit, string error) =>
        Assert.EndsWith(error, Assert.Single(Configured.Errors($"{Configured.Listener}limits: {{ {limit} }}\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("keepalive: { probes: 0 }", "keepalive.probes: \"0\" is too small: at least 1")]
    [InlineData("keepalive: { idle: 500ms }", "keepalive.idle: \"500ms\" is too small: at least 1s")]
    [InlineData("outlierEjection: { baseTime: 10s, maxTime: 5s }", "outlierEjection.maxTime: must not be shorter than baseTime")]
    [InlineData("loops: 1000", "loops: \"1000\" is too large: at most 256")]
    public void Refuses_other_settings_out_of_bounds(string setting, string error) =>
        Assert.EndsWith(error, Assert.Single(Configured.Errors($"{Configured.Listener}{setting}\n")), StringComparison.Ordinal);
}
