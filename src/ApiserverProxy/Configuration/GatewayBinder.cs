using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>Binds where connections are carried to.</summary>
internal static class GatewayBinder
{
    /// <summary>Binds the mapping "gateway".</summary>
    public static GatewayOptions Bind(ConfigMapping map)
    {
        var defaults = new GatewayOptions { Addresses = [] };
        var mode = map.Enum("mode", GatewayMode.Connect);
        var target = map.Parse<HostEndpoint>("target", HostEndpoint.TryParse, HostEndpoint.Expected);
        var bound = new GatewayOptions
        {
            Addresses = BindAddresses(map),
            Zone = ConfigNames.Optional(map, "zone"),
            Mode = mode,
            ConnectHeaders = ConnectHeaderBinder.Bind(map, "connectHeaders", static text => text),
            Target = target?.ToString() ?? GatewayOptions.DefaultTarget,
            Destination = map.Parse<SocketEndpoint>("destination", SocketEndpoint.TryParse, "ip:port or [ip]:port"),
            ConnectTimeout = Timeout(map, "connectTimeout", defaults.ConnectTimeout),
            AnswerTimeout = Timeout(map, "answerTimeout", defaults.AnswerTimeout),
            Attempts = map.Int("attempts", defaults.Attempts, min: 1, max: GatewayOptions.MaxAddresses),
            LookupTimeout = Timeout(map, "lookupTimeout", defaults.LookupTimeout),
            WarmConnections = map.Int("warmConnections", defaults.WarmConnections, max: GatewayOptions.MaxWarmConnections),
            LookupInterval = map.Duration("lookupInterval", defaults.LookupInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
        if (mode != GatewayMode.Connect && (map.Has("connectHeaders") || map.Has("target")))
            map.Error(map.Has("target") ? "target" : "connectHeaders", "has no effect with mode ProxyDestination");
        if (mode != GatewayMode.Connect && bound.WarmConnections > 0)
            map.Error("warmConnections", "has no effect with mode ProxyDestination: the header names the client");
        if (mode != GatewayMode.ProxyDestination && map.Has("destination"))
            map.Error("destination", "has no effect with mode Connect");
        if (bound.Zone is not null && bound.Addresses.All(static a => a.Zone is null))
            map.Error("zone", "has no effect: no address has a zone");
        return bound;
    }

    /// <summary>One address, a list of them, or a list of mappings with address and zone.</summary>
    private static ValueList<GatewayHost> BindAddresses(ConfigMapping map)
    {
        const string key = "address";
        if (map.Node.Find(key) is not { Kind: ConfigNodeKind.Sequence, Children: [{ Kind: ConfigNodeKind.Mapping }, ..] })
        {
            var hosts = ProxyOptionsBinder.OneOrMore<HostEndpoint>(map, key, HostEndpoint.TryParse, HostEndpoint.Expected, GatewayOptions.MaxAddresses);
            return [.. hosts.Select(static h => new GatewayHost(h))];
        }

        var bound = map.Mappings(key, static m => new GatewayHost(
            m.RequiredParse<HostEndpoint>(key, HostEndpoint.TryParse, HostEndpoint.Expected), ConfigNames.Optional(m, "zone")));
        if (bound.Count > GatewayOptions.MaxAddresses)
            map.Error(key, $"has {bound.Count} elements: at most {GatewayOptions.MaxAddresses}");
        return [.. bound];
    }

    private static TimeSpan Timeout(ConfigMapping map, string key, TimeSpan defaultValue) =>
        map.Duration(key, defaultValue, ProxyOptionsBinder.LeastTimeout, ProxyOptionsBinder.GreatestTimeout);
}
