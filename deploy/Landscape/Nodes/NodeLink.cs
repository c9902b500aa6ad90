using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// The node's only way out: a pair of interfaces from one address to one address. The seed has no route to anything behind it, and the
/// pair vanishes with the node's network namespace.
/// </summary>
internal static class NodeLink
{
    /// <summary>Makes the pair.</summary>
    public static async Task CreateAsync(NodeAddress address, NodeNamespaces node, CancellationToken cancellation)
    {
        await ShortCommand.RunAsync(["ip", "-batch", "-"], cancellation, SeedEnd(address, node.Network));
        await ShortCommand.RunAsync(node.OnNetwork("ip", "-batch", "-"), cancellation, NodeEnd(address));
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
}
