using Connectivity.Landscape.Proxies;
using Connectivity.Landscape.Tests.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Proxies;

public sealed class NodeProxyConfigurationTests
{
    [Fact]
    public void The_proxy_claims_what_kube_apiserver_advertises_and_names_its_shoot_to_the_gateway()
    {
        var root = Yaml.Read(NodeProxyConfiguration.Build(TestNode.Plan("/landscape"), 20001, 8443));
        Assert.Equal("240.0.0.5:20001", Yaml.Text(root["listen"]));
        Assert.Equal("198.18.7.1:8443", Yaml.Text(root["gateway"]["address"]));
        Assert.Equal(
            "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local", Yaml.Text(root["gateway"]["connectHeaders"]["X-Gardener-Destination"]));
        Assert.Equal("0.0.0.0:16910", Yaml.Text(root["admin"]["address"]));
    }
}
