using System.Text;
using System.Text.Json;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Configuration;

public sealed class ProxyOptionsBinderTests
{
    private const string Contract = """
        listen: 240.0.0.5:443
        interface: { name: apiserver-proxy, manage: true }
        gateway: { address: "api.a.example.org:8443", connectHeaders: { X-Gardener-Destination: "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local" } }
        keepalive: { idle: 30s, interval: 10s, probes: 3 }
        """;

    [Fact]
    public void Reads_the_file_of_the_contract()
    {
        var options = Read(Contract);

        Assert.Equal("240.0.0.5:443", Assert.Single(options.Listen).ToString());
        Assert.Equal(new InterfaceOptions { Name = "apiserver-proxy", Manage = true }, options.Interface);
        Assert.Equal("api.a.example.org:8443", Assert.Single(options.Gateway.Hosts).ToString());
        Assert.Equal(
            new ConnectHeader("X-Gardener-Destination", "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local"),
            Assert.Single(options.Gateway.ConnectHeaders));
        Assert.Equal(TimeSpan.FromMinutes(1), options.Keepalive.Total);
        Assert.Equal(10_000, options.MaxConnections);
    }

    [Fact]
    public void Takes_lists_of_both_families_and_of_gateways()
    {
        var options = Read("""
            listen: ["240.0.0.5:443", "[64:ff9b:1::1]:443"]
            gateway: { address: ["a.example.org:8443", "10.0.0.1:8443"], mode: ProxyDestination, destination: "10.2.3.4:443" }
            """);

        Assert.Equal(2, options.Listen.Count);
        Assert.Equal(2, options.Gateway.Addresses.Count);
        Assert.Equal("10.2.3.4:443", options.Gateway.Destination.ToString());
    }

    [Fact]
    public void Gateways_of_the_nodes_own_zone_come_first()
    {
        var options = Read("""
            listen: 240.0.0.5:443
            gateway:
              zone: b
              address: [{ address: "a.example.org:8443", zone: a }, { address: "b.example.org:8443", zone: b }, { address: "any.example.org:8443" }]
            """);

        Assert.Equal(["b.example.org:8443", "a.example.org:8443", "any.example.org:8443"], options.Gateway.Hosts.Select(static h => h.ToString()));
        Assert.Equal(options, Read(Written(options)));
    }

    [Theory]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, zone: a }", "gateway.zone: has no effect")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: [{ address: a:1, zonne: a }] }", "unknown key; did you mean zone?")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: [{ zone: a }] }", "address: is required")]
    [InlineData("listen: 127.0.0.1:443\ngateway: { address: a:1 }", "listen: 127.0.0.1 cannot be claimed")]
    [InlineData("listen: 0.0.0.0:443\ngateway: { address: a:1 }", "listen: 0.0.0.0 cannot be claimed")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1 }\ninterface: { name: sixteen-letters-x }", "interface.name: is not an interface's name")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, mode: ProxyDestination, connectHeaders: { A: b } }", "gateway.connectHeaders: has no effect")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, mode: ProxyDestination, warmConnections: 2 }", "gateway.warmConnections: has no effect")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, warmConnections: 65 }", "gateway.warmConnections: ")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, destination: 10.0.0.1:1 }", "gateway.destination: has no effect")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1, connectHeaders: { Host: b } }", "gateway.connectHeaders:")]
    [InlineData("listen: 240.0.0.5:443", "gateway.address: is required")]
    [InlineData("listen: 240.0.0.5:443\ngateway: { address: a:1 }\nmaxConnections: 0", "maxConnections:")]
    [InlineData("listen: [\"240.0.0.5:443\", \"240.0.0.5:443\"]\ngateway: { address: a:1 }", "listen: names an address twice")]
    public void Names_every_mistake(string file, string problem)
    {
        var errors = new ConfigErrors("f");
        Assert.Null(ProxyOptionsBinder.Read(file, errors));
        Assert.Contains(errors.Lines(), line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_written_reads_back_the_same_and_hides_credentials()
    {
        var options = Read(Contract);
        Assert.Equal(options, Read(Written(options)));

        var secret = Written(Read("listen: 240.0.0.5:443\ngateway: { address: a:1, connectHeaders: { Proxy-Authorization: Basic_x } }"));
        Assert.DoesNotContain("Basic_x", secret, StringComparison.Ordinal);
    }

    private static string Written(ProxyOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            ProxyOptionsWriter.Write(json, options);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ProxyOptions Read(string text)
    {
        var errors = new ConfigErrors("f");
        return ProxyOptionsBinder.Read(text, errors) ?? throw new FormatException(string.Join('\n', errors.Lines()));
    }
}
