using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Routing;

/// <summary>One configuration and the routes made from it. Immutable; a connection takes what it needs from one snapshot.</summary>
internal sealed record RouteSnapshot(GatewayOptions Options, RouteTable Table, long Generation)
{
    /// <summary>The configuration.</summary>
    public GatewayOptions Options { get; } = Options;

    /// <summary>Its routes.</summary>
    public RouteTable Table { get; } = Table;

    /// <summary>How many configurations came before it.</summary>
    public long Generation { get; } = Generation;
}

/// <summary>What a reload did to the routes. Routes that stayed the same are in none of the lists.</summary>
/// <param name="Added">Routes whose name is new.</param>
/// <param name="Changed">Routes whose name is known and whose options are not; the new ones.</param>
/// <param name="Removed">Routes whose name is gone; as they were. Their state says Removed.</param>
internal sealed record RouteChanges(IReadOnlyList<Route> Added, IReadOnlyList<Route> Changed, IReadOnlyList<Route> Removed)
{
    /// <summary>Whether the reload touched no route.</summary>
    public bool IsEmpty => Added.Count + Changed.Count + Removed.Count == 0;
}
