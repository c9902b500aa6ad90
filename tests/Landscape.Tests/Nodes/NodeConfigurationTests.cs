using System.Text.Json;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeConfigurationTests : IDisposable
{
    private static readonly KubernetesVersion Old = new(20);
    private static readonly KubernetesVersion Current = new(34);

    private readonly TemporaryDirectory _directory = new();
    private readonly NodePlan _plan;
    private readonly NodePki _pki;

    public NodeConfigurationTests()
    {
        _plan = TestNode.Plan(_directory["an \"odd\" name"]);
        using var authority = new CertificateAuthority("shoot", TimeProvider.System);
        _pki = NodePki.Create(authority, _plan);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_kubelet_lets_in_nobody_whom_the_shoot_does_not_know()
    {
        var kubelet = Yaml.Read(KubeletConfiguration.Build(_plan.Files, _pki, "landscape-7/a-1", Old));
        var authentication = kubelet["authentication"];
        Assert.Equal("false", Yaml.Text(authentication["anonymous"]["enabled"]));
        Assert.Equal(_pki.AuthorityFile, Yaml.Text(authentication["x509"]["clientCAFile"]));
        Assert.Equal("Webhook", Yaml.Text(kubelet["authorization"]["mode"]));
        Assert.Equal("0", Yaml.Text(kubelet["readOnlyPort"]));
        Assert.Equal("/landscape-7/a-1", Yaml.Text(kubelet["cgroupRoot"]));
    }

    [Fact]
    public void The_kubelet_finds_containerd_in_every_version()
    {
        const string Endpoint = "unix:///run/containerd/containerd.sock";
        var current = Yaml.Read(KubeletConfiguration.Build(_plan.Files, _pki, "x", Current));
        Assert.Equal(Endpoint, Yaml.Text(current["containerRuntimeEndpoint"]));
        Assert.Equal("false", Yaml.Text(current["failCgroupV1"]));

        var flags = KubeletCommand.Build("kubelet", _plan.Name, _plan.Address, _plan.Files, Old).ToList();
        Assert.Contains("--container-runtime=remote", flags);
        Assert.Contains($"--container-runtime-endpoint={Endpoint}", flags);
        Assert.DoesNotContain(
            KubeletCommand.Build("kubelet", _plan.Name, _plan.Address, _plan.Files, Current),
            flag => flag.StartsWith("--container-runtime", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kubelet_is_the_node_that_it_says_it_is()
    {
        Assert.Contains("--node-ip=198.18.7.2", KubeletCommand.Build("kubelet", _plan.Name, _plan.Address, _plan.Files, Old));
        using var client = _pki.Kubelet.ToCertificate();
        Assert.Equal("O=system:nodes, CN=system:node:a-1", client.Subject);
        using var server = IssuedCertificateOf(_pki.KubeletServer).ToCertificate();
        Assert.True(server.MatchesHostname("198.18.7.2"));
        Assert.False(server.MatchesHostname("198.18.7.3"));
    }

    [Fact]
    public void Pods_get_addresses_of_their_nodes_range()
    {
        using var configuration = JsonDocument.Parse(CniConfiguration.Build(_plan.Name.PodRange, _plan.Files.PodAddresses));
        var addresses = configuration.RootElement.GetProperty("plugins")[0].GetProperty("ipam");
        Assert.Equal("10.244.1.0/24", addresses.GetProperty("ranges")[0][0].GetProperty("subnet").GetString());
        Assert.Equal(_plan.Files.PodAddresses, addresses.GetProperty("dataDir").GetString());
    }

    [Fact]
    public void Kube_proxy_leaves_the_machines_table_of_connections_alone()
    {
        var conntrack = Yaml.Read(ProxyConfiguration.Build(_plan.Name, _plan.Files))["conntrack"];
        Assert.Equal(("0", "0"), (Yaml.Text(conntrack["maxPerCore"]), Yaml.Text(conntrack["min"])));
    }

    private static IssuedCertificate IssuedCertificateOf(CertificateFiles files) =>
        new(File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));
}
