using Connectivity.Landscape.State;
using Connectivity.Landscape.Tracing;
using Xunit;

namespace Connectivity.Landscape.Tests.Tracing;

public sealed class NodeLegsTests
{
    private static readonly NodeState[] Nodes = [.. new[] { "a-1", "a-2", "a-3" }.Select(static name => new NodeState("a", name, default!, "10.0.0.1"))];

    [Fact]
    public async Task A_node_that_does_not_answer_keeps_no_other_from_being_looked_at()
    {
        var (left, others) = (2, new TaskCompletionSource());
        // The first is through when the others are: one after the other, nobody would ever be.
        var legs = await NodeLegs.OfAsync(Nodes, async node =>
        {
            if (node.Name == "a-1")
                await others.Task;
            else if (--left == 0)
                others.SetResult();
            return [Of(node, TraceLeg.Agent), Of(node, TraceLeg.Kubelet)];
        }).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["a-1", "a-1", "a-2", "a-2", "a-3", "a-3"], legs.Select(static leg => leg.Node));
        Assert.Equal([TraceLeg.Agent, TraceLeg.Kubelet], legs.Take(2).Select(static leg => leg.Leg));
    }

    [Fact]
    public async Task No_node_has_no_legs() => Assert.Empty(await NodeLegs.OfAsync([], static _ => throw new InvalidOperationException()));

    private static LegResult Of(NodeState node, TraceLeg leg) => LegResult.Ok(leg, TimeSpan.Zero, "", node.Name);
}
