using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Binds the routes of one file and finds those that want the same.</summary>
/// <param name="known">Routes of before, which are taken instead of equal ones; null for none.</param>
internal sealed class RouteBinder(IReadOnlyList<RouteOptions>? known = null)
{
    /// <summary>Greatest rate of new connections a second that can be asked for.</summary>
    public const int MaxRate = 1_000_000;

    private readonly Dictionary<string, RouteOptions> _known = known?.ToDictionary(static route => route.Name) ?? [];
    private readonly HashSet<string> _names = new(known?.Count ?? 0);
    private readonly SelectorBinder _selectors = new(known?.Sum(static route => route.Hosts.Count) ?? 0);

    /// <summary>Binds one route.</summary>
    public RouteOptions Bind(ConfigMapping map)
    {
        var name = ConfigNames.Required(map, "name");
        var route = new RouteOptions
        {
            Name = name,
            Tenant = ConfigNames.Optional(map, "tenant") ?? name,
            Hosts = _selectors.Hosts(map, name),
            ConnectDestinations = _selectors.ConnectDestinations(map, name),
            ProxyDestinations = _selectors.ProxyDestinations(map, name),
            AllowedSources = map.Has("allowedSources") ? SourceRanges.Bind(map, "allowedSources") : null,
            MaxConnections = map.Int("maxConnections", 0),
            NewConnectionsPerSecond = map.Int("newConnectionsPerSecond", 0, max: MaxRate),
            NewConnectionsBurst = map.Int("newConnectionsBurst", 0, max: MaxRate),
            SendProxyProtocol = map.Enum("sendProxyProtocol", SendProxyProtocol.Off),
            LoadBalancing = map.Enum("loadBalancing", LoadBalancing.LeastConnections),
            CloseOnRemove = map.Bool("closeOnRemove", false),
            HealthCheck = map.Mapping("healthCheck", HealthCheckBinder.Bind),
            Backends = BindBackends(map),
        };
        Check(map, route);
        return _known.GetValueOrDefault(name) is { } before && before == route ? before : route;
    }

    private void Check(ConfigMapping map, RouteOptions route)
    {
        if (route.Name.Length > 0 && !_names.Add(route.Name))
            map.Error("name", $"{ConfigText.Quote(route.Name)} is the name of another route too");
        if (!map.Has("hosts") && !map.Has("connectDestinations") && !map.Has("proxyDestinations"))
            map.Error("hosts", "a route needs hosts, connectDestinations or proxyDestinations: no connection would ever match");
        if (route is { NewConnectionsPerSecond: 0, NewConnectionsBurst: > 0 })
            map.Error("newConnectionsBurst", "has no effect without newConnectionsPerSecond");
    }

    private static ValueList<BackendOptions> BindBackends(ConfigMapping map)
    {
        var seen = new HashSet<HostEndpoint>();
        return [.. map.Mappings("backends", Bind, atLeast: 1).OfType<BackendOptions>()];

        BackendOptions? Bind(ConfigMapping backend)
        {
            var address = backend.RequiredParse<HostEndpoint>("address", HostEndpoint.TryParse, HostEndpoint.Expected);
            var weight = backend.Int("weight", 1, max: BackendOptions.MaxWeight);
            var zone = ConfigNames.Optional(backend, "zone");
            if (address is null)
                return null;
            if (!seen.Add(address))
                backend.Error("address", $"{address} is another backend of this route too");
            return new BackendOptions { Address = address, Weight = weight, Zone = zone };
        }
    }
}
