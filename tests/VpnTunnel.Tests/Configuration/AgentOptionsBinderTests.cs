using Connectivity.Shared.Addressing;
using Connectivity.Shared.HttpConnect;
using Connectivity.VpnTunnel.Configuration;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Configuration;

public sealed class AgentOptionsBinderTests
{
    [Fact]
    public void Reads_the_file_of_the_contract()
    {
        var options = Configured.Agent("""
            agentId: node-1
            servers:
              - name: vpn-seed-server-0
                address: vpn-seed-server:1194
                gateway: api.a.example.org:8443
                connectHeaders: { X-Gardener-Destination: "outbound|1194||vpn-seed-server-0.shoot--dev--a.svc.cluster.local" }
                tlsServerName: vpn-seed-server
            carriersPerServer: 2
            tls: { certFile: tls.crt, keyFile: tls.key, caFile: ca.crt }
            allow:
              - { cidr: 10.250.0.0/16, ports: [10250] }
            """);

        var link = Assert.Single(options.Servers);
        Assert.Equal("vpn-seed-server:1194", link.RequestTarget);
        Assert.Equal("api.a.example.org:8443", link.Hop.ToString());
        Assert.Equal("vpn-seed-server", link.TlsServerName);
        Assert.Equal(
            new ConnectHeader("X-Gardener-Destination", "outbound|1194||vpn-seed-server-0.shoot--dev--a.svc.cluster.local"),
            Assert.Single(link.ConnectHeaders));
        Assert.Equal(new AllowRule(SourceRange.Parse("10.250.0.0/16"), [new PortRange(10250, 10250)]), Assert.Single(options.Allow));
        Assert.Equal(new TlsOptions { CertFile = "tls.crt", KeyFile = "tls.key", CaFile = "ca.crt" }, options.Tls);
        Assert.Equal(2, options.CarriersPerServer);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var options = Configured.Agent(Configured.MinimalAgent);

        Assert.Equal(new AgentLimitsOptions(), options.Limits);
        Assert.Equal(new KeepaliveOptions(), options.Keepalive);
        Assert.Equal(new ReconnectOptions(), options.Reconnect);
        Assert.Equal("vpn", options.Servers[0].TlsServerName);
        Assert.Equal(2, options.CarriersPerServer);
        Assert.Empty(options.Advertise);
        Assert.Null(options.ServerTemplate);
    }

    [Fact]
    public void Advertised_addresses_and_ranges_are_prefixes()
    {
        var options = Configured.Agent(Configured.MinimalAgent + "advertise: [10.250.0.5, 10.250.1.0/24, \"2001:db8::1\"]\n");

        Assert.Equal(["10.250.0.5/32", "10.250.1.0/24", "2001:db8::1/128"], options.Advertise.Select(static p => p.ToString()));
    }

    [Fact]
    public void Ports_may_be_ranges()
    {
        var options = Configured.Agent(
            "agentId: a\n" + Configured.Servers + Configured.AgentTls + "allow: [{ cidr: 10.0.0.0/8, ports: [443, 30000-32767] }]");

        Assert.Equal([new PortRange(443, 443), new PortRange(30000, 32767)], options.Allow[0].Ports);
    }

    [Fact]
    public void A_server_that_only_the_gateway_knows_needs_no_address()
    {
        var options = Configured.Agent(
            "agentId: a\nservers: [{ name: s, gateway: \"g:8443\", connectHeaders: { Reversed-VPN: x }, tlsServerName: vpn }]\n" +
            Configured.AgentTls + Configured.Allow);

        Assert.Equal("vpn:1194", options.Servers[0].RequestTarget);
    }

    [Fact]
    public void Every_missing_key_is_named_at_once()
    {
        Assert.Equal(
            [
                "agentId: is required",
                "servers: is required",
                "tls.certFile: is required",
                "tls.keyFile: is required",
                "tls.caFile: is required",
                "allow: needs at least one rule: without any, nothing could be reached through this agent",
            ],
            Configured.AgentErrors("{}"));
    }

    [Theory]
    [InlineData("allow: []", "allow: needs at least one rule: without any, nothing could be reached through this agent")]
    [InlineData(
        "allow: [{ cidr: 10.250.0.1/16, ports: [1] }]", "allow[0].cidr: '10.250.0.1/16' has bits set after its prefix; the range is written 10.250.0.0/16")]
    [InlineData("allow: [{ cidr: 10.0.0.0/8 }]", "allow[0].ports: is required")]
    [InlineData("allow: [{ cidr: 10.0.0.0/8, ports: [] }]", "allow[0].ports: needs at least 1 element")]
    [InlineData(
        "allow: [{ cidr: 10.0.0.0/8, ports: [0] }]",
        "allow[0].ports[0]: \"0\" is not a port or a range of ports (like 10250 or 30000-32767), each 1-65535")]
    [InlineData(
        "allow: [{ cidr: 10.0.0.0/8, ports: [65536] }]",
        "allow[0].ports[0]: \"65536\" is not a port or a range of ports (like 10250 or 30000-32767), each 1-65535")]
    [InlineData(
        "allow: [{ cidr: 10.0.0.0/8, ports: [9-8] }]",
        "allow[0].ports[0]: \"9-8\" is not a port or a range of ports (like 10250 or 30000-32767), each 1-65535")]
    public void Mistakes_in_the_allow_list_are_named(string allow, string error) =>
        Assert.Equal([error], Configured.AgentErrors("agentId: a\n" + Configured.Servers + Configured.AgentTls + allow));

    [Theory]
    [InlineData("{ name: s, tlsServerName: t }", "servers[0].address: or gateway is required")]
    [InlineData(
        "{ name: s, gateway: 'g:1', tlsServerName: t }",
        "servers[0].connectHeaders: or address is required with gateway: it could not tell which server is meant")]
    [InlineData("{ name: s, address: 'a:1', connectHeaders: { X: y } }", "servers[0].connectHeaders: has no effect without gateway")]
    [InlineData(
        "{ name: s, gateway: 'g:1', connectHeaders: { X: y } }",
        "servers[0].tlsServerName: is required without address: the server's certificate could not be verified")]
    [InlineData("{ name: s, address: 'a:1', gatewy: 'g:1' }", "servers[0].gatewy: unknown key; did you mean gateway?")]
    [InlineData(
        "{ name: s, address: 'a:0' }", "servers[0].address: \"a:0\" is not host:port, 10.1.2.3:port or [2001:db8::1]:port (port 1-65535)")]
    public void Mistakes_in_a_server_are_named(string server, string error) =>
        Assert.Equal([error], Configured.AgentErrors($"agentId: a\nservers: [{server}]\n" + Configured.AgentTls + Configured.Allow));

    [Theory]
    [InlineData("\"X\\r\\nY\": v", "is not a header name: 1 to 128 letters, digits and characters like - or _")]
    [InlineData("\"X:\": v", "is not a header name: 1 to 128 letters, digits and characters like - or _")]
    [InlineData("\"X Y\": v", "is not a header name: 1 to 128 letters, digits and characters like - or _")]
    [InlineData("X: \"v\\r\\nY: z\"", "has a value that is no header's: at most 1024 visible ASCII characters, spaces only between them")]
    [InlineData("X: \"v\\0\"", "has a value that is no header's: at most 1024 visible ASCII characters, spaces only between them")]
    [InlineData("X: \" v\"", "has a value that is no header's: at most 1024 visible ASCII characters, spaces only between them")]
    [InlineData("X: \"ü\"", "has a value that is no header's: at most 1024 visible ASCII characters, spaces only between them")]
    [InlineData("host: v", "cannot be set: it decides how the request itself is read")]
    [InlineData("Transfer-Encoding: chunked", "cannot be set: it decides how the request itself is read")]
    public void Headers_that_could_change_the_request_are_refused(string header, string problem)
    {
        var errors = Configured.AgentErrors(
            $"agentId: a\nservers: [{{ name: s, address: 'a:1', gateway: 'g:1', connectHeaders: {{ {header} }} }}]\n" +
            Configured.AgentTls + Configured.Allow);

        Assert.EndsWith(problem, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_header_does_not_show_its_value()
    {
        var errors = Configured.AgentErrors(
            "agentId: a\nservers: [{ name: s, address: 'a:1', gateway: 'g:1', connectHeaders: { Proxy-Authorization: \"s3cret\\n\" } }]\n" +
            Configured.AgentTls + Configured.Allow);

        Assert.DoesNotContain("s3cret", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_servers_cannot_have_one_name()
    {
        var errors = Configured.AgentErrors(
            "agentId: a\nservers: [{ name: s, address: 'a:1' }, { name: s, address: 'b:1' }]\n" + Configured.AgentTls + Configured.Allow);

        Assert.Equal(["servers[1].name: \"s\" is the name of another server too"], errors);
    }

    [Theory]
    [InlineData("carriersPerServer: 0", "carriersPerServer: \"0\" is too small: at least 1")]
    [InlineData("carriersPerServer: 9", "carriersPerServer: \"9\" is too large: at most 8")]
    [InlineData("zone: \"a\\n\"", "zone: \"a\\u000a\" is not a zone: at most 64 bytes without control characters")]
    [InlineData("reconnect: { min: 6s }", "reconnect.max: must not be shorter than min")]
    [InlineData(
        "keepalive: { interval: 4s }",
        "keepalive.suspect: must be longer than interval: every carrier would be suspect before its next PING")]
    [InlineData("keepalive: { dead: 3s }", "keepalive.dead: must be longer than suspect")]
    [InlineData("limits: { window: 32MiB }", "limits.window: \"32MiB\" is too large: at most 16MiB")]
    [InlineData(
        "limits: { sessionMemory: 2MiB }", "limits.sessionMemory: must not be less than window: not even one stream could use it")]
    [InlineData("limits: { dials: 0 }", "limits.dials: \"0\" is too small: at least 1")]
    [InlineData("advertise: [10.1.2.3/8]", "advertise[0]: '10.1.2.3/8' has bits set after its prefix; the range is written 10.0.0.0/8")]
    [InlineData(
        "advertise: [node]", "advertise[0]: \"node\" is not an address or a range of addresses (like 10.250.0.5 or 10.250.1.0/24)")]
    public void Mistakes_in_other_keys_are_named(string key, string error) =>
        Assert.Equal([error], Configured.AgentErrors(Configured.MinimalAgent + key));

    [Fact]
    public void An_id_has_128_bytes_at_most()
    {
        var longest = new string('ü', 64);

        Assert.Equal(longest, Configured.Agent(Configured.MinimalAgent.Replace("node-1", longest, StringComparison.Ordinal)).AgentId);
        Assert.Single(Configured.AgentErrors(Configured.MinimalAgent.Replace("node-1", longest + "x", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_in_force_reads_back_as_it_is()
    {
        var options = Configured.Agent(Configured.MinimalAgent + """
            zone: z
            carriersPerServer: 8
            advertise: [10.250.0.5, "2001:db8::/64"]
            serverTemplate: { address: "{server}:1194", gateway: "g:8443", connectHeaders: { Reversed-VPN: "x {server}" }, tlsServerName: vpn }
            limits: { dials: 1, dialsPerDestination: 2, lookups: 3, lookupTimeout: 4s, connectTimeout: 6s, handshakeTimeout: 7s, sessionMemory: 8MiB, window: 1MiB }
            targetKeepalive: { idle: 1s, interval: 2s, probes: 4, userTimeout: 0 }
            keepalive: { interval: 1s, suspect: 3s, dead: 9s }
            reconnect: { min: 1s, max: 2s }
            drain: { timeout: 5s }
            """);

        Assert.Equal(options, Configured.Agent(Configured.Written(options)));
    }

    [Fact]
    public void Header_values_that_may_be_credentials_are_masked()
    {
        var options = Configured.Agent(
            "agentId: a\nservers: [{ name: s, address: 'a:1', gateway: 'g:1', connectHeaders: { X-Gardener-Destination: there, Proxy-Authorization: s3cret } }]\n" +
            Configured.AgentTls + Configured.Allow);

        var written = Configured.Written(options);

        Assert.Contains("there", written, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", written, StringComparison.Ordinal);
    }
}
