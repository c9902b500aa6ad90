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
    public void Nodes_of_a_list_that_are_ready_are_counted()
    {
        const string List = """{"items":[{"status":{}},{"status":{"conditions":[{"type":"Ready","status":"True"}]}},{"status":{"conditions":[]}}]}""";
        Assert.Equal(1, NodeStatus.CountReady(List));
        Assert.Equal(0, NodeStatus.CountReady("""{"items":[]}"""));
    }
}
