using Connectivity.Landscape.Proofs;
using Xunit;

namespace Connectivity.Landscape.Tests.Proofs;

public sealed class GatewayConnectionTests
{
    [Fact]
    public void Connections_are_read_from_a_gateway_and_from_a_proxy()
    {
        const string Gateway = """
            {"total":1,"unrouted":0,"connections":[{"id":7,"listener":"connect-nodes","client":"198.18.7.2:40112",
              "route":"shoot--dev--a/kube-apiserver","state":"Relaying","bytesUp":12,"bytesDown":34}]}
            """;
        const string Proxy = """{"total":1,"connections":[{"id":1,"client":"10.244.1.3:5000","state":"relaying","bytesUp":12,"bytesDown":34}]}""";
        Assert.Equal(
            [new GatewayConnection(7, "198.18.7.2:40112", "shoot--dev--a/kube-apiserver", 12, 34)], GatewayConnection.ParseList(Gateway));
        Assert.Equal([new GatewayConnection(1, "10.244.1.3:5000", null, 12, 34)], GatewayConnection.ParseList(Proxy));
    }

    [Fact]
    public void An_address_is_compared_whole()
    {
        var connection = new GatewayConnection(1, "10.244.1.3:5000", null, 0, 0);
        Assert.True(connection.IsFrom("10.244.1.3"));
        Assert.False(connection.IsFrom("10.244.1"));
    }
}
