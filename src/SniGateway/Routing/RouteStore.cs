using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// Holds the configuration in force. The loops read <see cref="Current"/> once per connection; a reload replaces it as a whole and
/// touches no connection: state lives on in the routes and backends that are still there.
/// </summary>
internal sealed class RouteStore
{
    private readonly Lock _applying = new();
    private readonly int _loops;
    private volatile RouteSnapshot _current;

    /// <summary>Makes a store with a first configuration.</summary>
    /// <param name="options">A validated configuration.</param>
    /// <param name="loops">The number of loops that will count; it stays the same over reloads.</param>
    public RouteStore(GatewayOptions options, int loops)
    {
        _loops = loops;
        _current = Build(options, previous: null, new RouteDifference());
    }

    /// <summary>The configuration in force and its routes.</summary>
    public RouteSnapshot Current => _current;

    /// <summary>The number of loops that count.</summary>
    public int Loops => _loops;

    /// <summary>
    /// Puts another configuration in force. Routes of the same name keep their state, and in them backends of the same address. Takes
    /// tens of milliseconds for 10,000 routes: not for a loop's thread.
    /// </summary>
    /// <param name="options">A validated configuration.</param>
    /// <returns>What became of the routes, so that the caller can end the connections of those that are to close on removal.</returns>
    public RouteChanges Apply(GatewayOptions options)
    {
        lock (_applying)
        {
            var difference = new RouteDifference();
            var next = Build(options, _current, difference);
            _current = next;
            foreach (var route in difference.Removed)
                route.State.Removed = true;
            return difference.ToChanges();
        }
    }

    private RouteSnapshot Build(GatewayOptions options, RouteSnapshot? previous, RouteDifference difference)
    {
        var known = previous?.Table.Routes.ToDictionary(static route => route.Name) ?? [];
        // The backends of a route hold on to these too, so a change makes every route anew (none of them counts as changed by it).
        var sameGateway = previous is not null && previous.Options.Zone == options.Zone &&
            previous.Options.OutlierEjection == options.OutlierEjection;
        var routes = new List<Route>(options.Routes.Count);
        foreach (var route in options.Routes)
            routes.Add(difference.Take(route, known, Make, sameGateway));
        difference.Removed.AddRange(known.Values);
        return new RouteSnapshot(options, new RouteTable(routes), previous is null ? 0 : previous.Generation + 1);

        Route Make(RouteOptions route, Route? before) =>
            new(route, options, before?.State ?? new RouteState(_loops), before?.Backends);
    }
}
