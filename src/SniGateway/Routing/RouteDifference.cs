using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Routing;

/// <summary>Collects what a reload does to the routes while the new table is being made.</summary>
internal sealed class RouteDifference
{
    /// <summary>Routes that went. Filled by the caller with what nobody took.</summary>
    public List<Route> Removed { get; } = [];

    private readonly List<Route> _added = [];
    private readonly List<Route> _changed = [];

    /// <summary>Finds or makes the route for the options and takes it out of the known ones.</summary>
    /// <param name="options">The route as the new configuration has it.</param>
    /// <param name="known">The routes before, by name, that nobody has taken yet.</param>
    /// <param name="make">Makes a route, given the one of the same name before.</param>
    /// <param name="mayReuse">Whether a route with the same options can be used as it is.</param>
    public Route Take(RouteOptions options, Dictionary<string, Route> known, Func<RouteOptions, Route?, Route> make, bool mayReuse)
    {
        if (!known.Remove(options.Name, out var before))
        {
            var added = make(options, null);
            _added.Add(added);
            return added;
        }

        var isSame = before.Options == options;
        if (isSame && mayReuse)
            return before;
        var made = make(options, before);
        if (!isSame)
            _changed.Add(made);
        return made;
    }

    /// <summary>The result.</summary>
    public RouteChanges ToChanges() => new(_added, _changed, Removed);
}
