using Connectivity.Shared.Addressing;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// Finds the route for what a client asked for. Immutable; look-ups take no lock and allocate nothing, and their cost does not depend
/// on the number of routes. No match is null, never a default.
/// </summary>
internal sealed class RouteTable
{
    private readonly Dictionary<string, Route> _byConnect = [];
    private readonly Dictionary<SocketEndpoint, Route> _byProxy = [];
    private readonly Dictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _byConnectSpan;
    private readonly ServerNameTable _byName;

    /// <summary>Makes the table of the routes. Selectors must be unique: the configuration's validation sees to it.</summary>
    /// <exception cref="ArgumentException">Two routes have the same selector.</exception>
    public RouteTable(IReadOnlyList<Route> routes)
    {
        Routes = routes;
        var wildcards = routes.Sum(static route => route.Options.Hosts.Count(ServerNameTable.IsWildcard));
        _byName = new ServerNameTable(routes.Sum(static route => route.Options.Hosts.Count) - wildcards, wildcards);
        foreach (var route in routes)
            Add(route);
        _byConnectSpan = _byConnect.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The routes, in the order of the configuration.</summary>
    public IReadOnlyList<Route> Routes { get; }

    /// <summary>
    /// The route for a server name: the exact name beats a wildcard, and of wildcards the one with the longest suffix wins.
    /// </summary>
    /// <param name="normalized">The name in lower case and without a trailing dot.</param>
    public Route? FindByServerName(ReadOnlySpan<char> normalized) => _byName.Find(normalized);

    /// <summary>The route for the destination header of a CONNECT request, compared character for character.</summary>
    public Route? FindByConnectDestination(ReadOnlySpan<char> destination) =>
        _byConnectSpan.TryGetValue(destination, out var route) ? route : null;

    /// <summary>The route for the original destination in a PROXY header.</summary>
    public Route? FindByProxyDestination(in SocketEndpoint destination) =>
        _byProxy.TryGetValue(destination, out var route) ? route : null;

    private void Add(Route route)
    {
        foreach (var host in route.Options.Hosts)
            _byName.Add(host, route);
        foreach (var destination in route.Options.ConnectDestinations)
            _byConnect.Add(destination, route);
        foreach (var destination in route.Options.ProxyDestinations)
            _byProxy.Add(destination, route);
    }
}
