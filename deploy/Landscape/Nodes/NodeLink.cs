using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// The links of nodes, each a pair of interfaces from one address to one address, which vanishes with a node's network namespace. A node
/// has one to the seed, its only way out; the seed has no route to anything behind it. And it has one to every other node of its shoot,
/// for their pods to meet.
/// </summary>
internal static class NodeLink
{
    /// <summary>Links a node to the seed.</summary>
    public static async Task CreateAsync(NodeAddress address, NodeNamespaces node, CancellationToken cancellation)
    {
        await ShortCommand.RunAsync(["ip", "-batch", "-"], cancellation, SeedEnd(address, node.Network));
        await ShortCommand.RunAsync(node.OnNetwork("ip", "-batch", "-"), cancellation, NodeEnd(address));
    }

    /// <summary>Links two nodes of a shoot.</summary>
    public static async Task JoinAsync(
        (NodePlan Plan, NodeNamespaces Namespaces) one, (NodePlan Plan, NodeNamespaces Namespaces) other, CancellationToken cancellation)
    {
        string pair = $"link add {To(other.Plan)} netns {one.Namespaces.Network} type veth peer name {To(one.Plan)} netns {other.Namespaces.Network}\n";
        await ShortCommand.RunAsync(["ip", "-batch", "-"], cancellation, pair);
        await ShortCommand.RunAsync(one.Namespaces.OnNetwork("ip", "-batch", "-"), cancellation, EndAt(one.Plan, other.Plan));
        await ShortCommand.RunAsync(other.Namespaces.OnNetwork("ip", "-batch", "-"), cancellation, EndAt(other.Plan, one.Plan));
    }

    /// <summary>
    /// Gives the seed the routes that it has in a landscape without tunnel and firewall. Only the nodes of one shoot can have them: the
    /// ranges of all shoots are the same.
    /// </summary>
    public static async Task OpenAsync(NodeName name, NodeAddress address, CancellationToken cancellation) =>
        await ShortCommand.RunAsync(["ip", "-batch", "-"], cancellation, $"""
            route replace {name.PodRange} via {address.Node} dev {address.SeedInterface} onlink
            route replace {ShootNetwork.ServiceRange} via {address.Node} dev {address.SeedInterface} onlink

            """);

    internal static string SeedEnd(NodeAddress address, string network) => $"""
        link add {address.SeedInterface} type veth peer name {NodeAddress.Uplink} netns {network}
        address add {address.Seed} peer {address.Node} dev {address.SeedInterface}
        link set {address.SeedInterface} up

        """;

    // Link-local addresses: the kubelet looks there for a cloud's metadata, and for names, and would wait for an answer.
    internal static string NodeEnd(NodeAddress address) => $"""
        address add {address.Node} peer {address.Seed} dev {NodeAddress.Uplink}
        link set {NodeAddress.Uplink} up
        route add default via {address.Seed} dev {NodeAddress.Uplink}
        route add unreachable 169.254.0.0/16

        """;

    internal static string EndAt(NodePlan node, NodePlan peer) => $"""
        address add {node.Address.Node} peer {peer.Address.Node} dev {To(peer)}
        link set {To(peer)} up
        route add {peer.Name.PodRange} via {peer.Address.Node} dev {To(peer)} onlink

        """;

    private static string To(NodePlan peer) => $"node-{peer.Name.Number}";
}
