using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tracing;

/// <summary>Looks at nodes all at the same time: one that is dead costs its own time-outs, and not those of the nodes before it too.</summary>
internal static class NodeLegs
{
    /// <summary>The legs of all nodes, in the order of the nodes whichever is through first.</summary>
    public static async Task<IReadOnlyList<LegResult>> OfAsync(IEnumerable<NodeState> nodes, Func<NodeState, Task<IReadOnlyList<LegResult>>> look) =>
        [.. (await Task.WhenAll(nodes.Select(look))).SelectMany(static legs => legs)];
}
