using Connectivity.Landscape.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeLinkTests
{
    private static readonly NodeAddress Address = TestNode.Plan("/x").Address;

    [Fact]
    public void The_seeds_end_has_a_route_to_the_node_alone()
    {
        var commands = NodeLink.SeedEnd(Address, "/proc/7/ns/net").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("link add ls7-2 type veth peer name eth0 netns /proc/7/ns/net", commands[0]);
        Assert.Contains("address add 198.18.7.1 peer 198.18.7.2 dev ls7-2", commands);
        Assert.DoesNotContain(commands, command => command.StartsWith("route", StringComparison.Ordinal));
    }

    [Fact]
    public void The_nodes_end_leads_everything_to_the_seed_but_what_is_link_local()
    {
        var commands = NodeLink.NodeEnd(Address).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("route add default via 198.18.7.1 dev eth0", commands);
        Assert.Contains("route add unreachable 169.254.0.0/16", commands);
    }

    [Fact]
    public void Nodes_reach_each_other_and_each_others_pods_without_the_seed()
    {
        var commands = NodeLink.EndAt(TestNode.Plan("/x", 1), TestNode.Plan("/x", 2)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("address add 198.18.7.2 peer 198.18.7.3 dev node-2", commands);
        Assert.Contains("route add 10.244.2.0/24 via 198.18.7.3 dev node-2 onlink", commands);
    }
}
