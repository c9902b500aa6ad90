using Connectivity.Landscape.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeStatusTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("""{"status":{}}""", false)]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}""", false)]
    [InlineData("""{"status":{"conditions":[{"type":"DiskPressure","status":"True"},{"type":"Ready","status":"False"}]}}""", false)]
    [InlineData("""{"status":{"conditions":[{"type":"DiskPressure","status":"False"},{"type":"Ready","status":"True"}]}}""", true)]
    public void A_node_is_ready_when_its_condition_says_so(string? json, bool ready) => Assert.Equal(ready, NodeStatus.IsReady(json));

    [Fact]
    public void Nodes_of_a_list_that_are_ready_are_named()
    {
        const string List = """
            {"items":[{"metadata":{"name":"a-1"},"status":{}},
              {"metadata":{"name":"a-2"},"status":{"conditions":[{"type":"Ready","status":"True"}]}},
              {"metadata":{"name":"a-3"},"status":{"conditions":[]}}]}
            """;
        Assert.Equal(["a-2"], NodeStatus.Ready(List));
        Assert.Empty(NodeStatus.Ready("""{"items":[]}"""));
    }
}
