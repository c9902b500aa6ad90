using System.Net;

namespace Connectivity.Landscape.Gateway;

/// <summary>What the gateway has for the nodes of shoots.</summary>
/// <param name="Address">The address at which they connect.</param>
/// <param name="ConnectPort">Where it takes HTTP CONNECT requests there.</param>
/// <param name="NodeRange">Where they come from.</param>
internal sealed record SeedSide(IPAddress Address, int ConnectPort, string NodeRange);
