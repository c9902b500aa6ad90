using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.Tests.Nodes;
using Connectivity.Landscape.Tunnels;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Connectivity.Landscape.Tests.Tunnels;

public sealed class TunnelConfigurationTests : IDisposable
{
    private static readonly ControlPlanePorts Ports = new(1, 2, 3, 4, 5, 1194, 9443, 9091);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Kube_apiserver_and_tunnel_server_meet_at_one_socket()
    {
        var files = new ControlPlaneFiles(_directory.Path);
        var server = Yaml.Read(TunnelServerConfiguration.Build(Pki(), files, Ports));
        var egress = Yaml.Read(EgressConfiguration.Build(files.TunnelSocket));

        var cluster = egress["egressSelections"][0];
        Assert.Equal("cluster", Yaml.Text(cluster["name"]));
        var socket = Yaml.Text(cluster["connection"]["transport"]["uds"]["udsName"]);
        Assert.Equal($"unix:{socket}", Yaml.Text(server["frontends"][0]["listen"]));
        Assert.Equal(
            ["Direct", "Direct"],
            ((YamlSequenceNode)egress["egressSelections"]).Skip(1).Select(selection => Yaml.Text(selection["connection"]["proxyProtocol"])));
    }

    [Fact]
    public void What_listens_on_tcp_demands_certificates()
    {
        var pki = Pki();
        var server = Yaml.Read(TunnelServerConfiguration.Build(pki, new ControlPlaneFiles(_directory.Path), Ports));
        Assert.Equal("127.0.0.1:1194", Yaml.Text(server["carriers"]["listen"]));
        Assert.Equal(pki.AuthorityFile, Yaml.Text(server["carriers"]["tls"]["clientCaFile"]));
        Assert.Equal(pki.AuthorityFile, Yaml.Text(server["frontends"][1]["tls"]["clientCaFile"]));
    }

    [Fact]
    public void The_agent_dials_the_gateway_and_names_its_shoots_server()
    {
        var agent = Agent();
        Assert.Equal("a-1", Yaml.Text(agent["agentId"]));
        var server = agent["servers"][0];
        Assert.Equal("198.18.7.1:8443", Yaml.Text(server["gateway"]));
        Assert.Equal(
            "outbound|1194||vpn-seed-server-0.shoot--dev--a.svc.cluster.local", Yaml.Text(server["connectHeaders"]["X-Gardener-Destination"]));
    }

    [Fact]
    public void The_agent_may_connect_to_kubelets_pods_and_Services_only()
    {
        var rules = ((YamlSequenceNode)Agent()["allow"]).Select(rule => (Yaml.Text(rule["cidr"]), Yaml.Text(rule["ports"][0])));
        Assert.Equal([("198.18.7.0/24", "10250"), ("10.244.0.0/16", "1-65535"), ("10.96.0.0/16", "1-65535")], rules);
    }

    [Fact]
    public void Server_and_agents_are_issued_by_an_authority_of_their_own()
    {
        var pki = Pki();
        using var server = new IssuedCertificate(File.ReadAllText(pki.Server.Certificate), File.ReadAllText(pki.Server.Key)).ToCertificate();
        Assert.Equal("CN=shoot--dev--a ca-vpn", server.Issuer);
        Assert.True(server.MatchesHostname(TunnelPki.ServerName));
    }

    private YamlNode Agent()
    {
        var pki = Pki();
        return Yaml.Read(TunnelAgentConfiguration.Build(TestNode.Plan(_directory.Path), 8443, "198.18.7.0/24", pki.AuthorityFile, pki.Agents[0]));
    }

    private TunnelPki Pki()
    {
        var plan = TestNode.Plan(_directory.Path);
        Directory.CreateDirectory(plan.Files.Pki);
        return TunnelPki.Create(_directory.Path, ShootName.Parse("a"), [plan], TimeProvider.System);
    }
}
