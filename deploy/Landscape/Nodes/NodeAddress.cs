using System.Net;

namespace Connectivity.Landscape.Nodes;

/// <summary>Where a node is, seen from the seed.</summary>
/// <param name="Node">The node's address: its InternalIP.</param>
/// <param name="Seed">The seed's address: the other end of the node's only link.</param>
/// <param name="SeedInterface">The seed's end of the link.</param>
internal sealed record NodeAddress(IPAddress Node, IPAddress Seed, string SeedInterface)
{
    /// <summary>The node's end of the link.</summary>
    public const string Uplink = "eth0";
}
