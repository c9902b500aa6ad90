using System.Net;
using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Shoots;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Connectivity.Landscape.Tests.Gateway;

public sealed class GatewayConfigurationTests
{
    private static readonly GatewayConfiguration Configuration = new(6443, 9090, "/tmp/\"odd\" name/access.log");

    [Fact]
    public void The_listener_refuses_unknown_names_with_an_alert()
    {
        var listener = Read()["listeners"][0];
        Assert.Equal(("127.0.0.1:6443", "Sni", "Alert"), (Text(listener["address"]), Text(listener["kind"]), Text(listener["onNoRoute"])));
    }

    [Fact]
    public void Every_shoot_has_a_route_of_its_own()
    {
        var routes = (YamlSequenceNode)Read(("a", 20001), ("b", 20002))["routes"];
        Assert.Equal(["shoot--dev--a", "shoot--dev--b"], routes.Select(route => Text(route["tenant"])));
        Assert.Equal(["api.b.dev.example.test", "api.b.dev.internal.example.test"], ((YamlSequenceNode)routes[1]["hosts"]).Select(Text));
        Assert.Equal("127.0.0.1:20002", Text(routes[1]["backends"][0]["address"]));
    }

    [Fact]
    public void Without_shoots_the_list_of_routes_is_empty() => Assert.Empty((YamlSequenceNode)Read()["routes"]);

    [Fact]
    public void A_path_may_hold_any_character() => Assert.Equal(Configuration.AccessLog, Text(Read()["accessLog"]["path"]));

    [Fact]
    public void A_load_balancer_has_a_listener_that_demands_its_header()
    {
        var listener = Yaml.Read((Configuration with { BalancedPort = 7443 }).Build([]))["listeners"][1];
        Assert.Equal(("127.0.0.1:7443", "Sni", "Required"), (Text(listener["address"]), Text(listener["kind"]), Text(listener["proxyProtocol"])));
        Assert.Equal("127.0.0.0/8", Text(listener["trustedProxies"][0]));
    }

    [Fact]
    public void Nodes_have_listeners_and_the_tunnel_a_route_of_their_own()
    {
        var seed = new SeedSide(IPAddress.Parse("198.18.7.1"), 8443, "198.18.7.0/24");
        var root = Yaml.Read((Configuration with { Seed = seed }).Build([new GatewayRoute(ShootName.Parse("a"), 20001, TunnelPort: 20002)]));

        Assert.Equal(
            [("127.0.0.1:6443", "Sni"), ("198.18.7.1:6443", "Sni"), ("198.18.7.1:8443", "Connect")],
            ((YamlSequenceNode)root["listeners"]).Select(listener => (Text(listener["address"]), Text(listener["kind"]))));
        Assert.Equal(["127.0.0.0/8", "198.18.7.0/24"], ((YamlSequenceNode)root["routes"][0]["allowedSources"]).Select(Text));
        var tunnel = root["routes"][1];
        Assert.Equal("shoot--dev--a", Text(tunnel["tenant"]));
        Assert.Equal("outbound|1194||vpn-seed-server-0.shoot--dev--a.svc.cluster.local", Text(tunnel["connectDestinations"][0]));
        Assert.Equal(["198.18.7.0/24"], ((YamlSequenceNode)tunnel["allowedSources"]).Select(Text));
        Assert.Equal("127.0.0.1:20002", Text(tunnel["backends"][0]["address"]));
    }

    private static YamlNode Read(params (string Name, int Port)[] shoots)
    {
        var routes = shoots.Select(shoot => new GatewayRoute(ShootName.Parse(shoot.Name), shoot.Port));
        return Yaml.Read(Configuration.Build([.. routes]));
    }

    private static string? Text(YamlNode node) => Yaml.Text(node);
}
