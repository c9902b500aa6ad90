using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Binds the listeners of one file and finds those that cannot be there together.</summary>
internal sealed class ListenerBinder
{
    private const int MaxBacklog = 65535;

    private readonly HashSet<string> _names = [];
    private readonly Dictionary<SocketEndpoint, string> _addresses = [];

    /// <summary>Binds one listener.</summary>
    public ListenerOptions Bind(ConfigMapping map)
    {
        var listener = new ListenerOptions
        {
            Name = ConfigNames.Required(map, "name"),
            Address = map.RequiredParse<SocketEndpoint>("address", SocketEndpoint.TryParse, "ip:port or [ip]:port"),
            Kind = map.Enum("kind", ListenerKind.Sni),
            ProxyProtocol = map.Enum("proxyProtocol", ProxyProtocolMode.Off),
            TrustedProxies = SourceRanges.Bind(map, "trustedProxies"),
            OnNoRoute = map.Enum("onNoRoute", NoRouteAction.Alert),
            StackedHeaders = map.Int("stackedHeaders", 1, min: 1, max: ListenerOptions.MaxStackedHeaders),
            SourceHeader = map.Enum("sourceHeader", HeaderChoice.Innermost),
            DestinationHeader = map.Enum("destinationHeader", HeaderChoice.Innermost),
            Backlog = map.Int("backlog", 4096, min: 1, max: MaxBacklog),
        };
        CheckUnique(map, listener);
        CheckProxyProtocol(map, listener);
        return listener;
    }

    private void CheckUnique(ConfigMapping map, ListenerOptions listener)
    {
        if (listener.Name.Length > 0 && !_names.Add(listener.Name))
            map.Error("name", $"{ConfigText.Quote(listener.Name)} is the name of another listener too");
        // Port 0 is a free port each time.
        if (listener.Address.Port != 0 && !_addresses.TryAdd(listener.Address, listener.Name))
            map.Error("address", $"{listener.Address} is the address of listener {ConfigText.Quote(_addresses[listener.Address])} already");
    }

    private static void CheckProxyProtocol(ConfigMapping map, ListenerOptions listener)
    {
        if (listener.Kind == ListenerKind.ProxyDestination && listener.ProxyProtocol != ProxyProtocolMode.Required)
            map.Error("proxyProtocol", "must be Required on a ProxyDestination listener: the header holds the destination");
        if (listener.ProxyProtocol != ProxyProtocolMode.Off && !map.Has("trustedProxies"))
            map.Error("trustedProxies", "is required with proxyProtocol: any other peer could choose its own source address");
    }
}
