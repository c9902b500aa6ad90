using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Tls;

namespace Connectivity.ApiserverProxy.Configuration;

/// <summary>Turns a configuration file into <see cref="ProxyOptions"/>, or into a list of everything that is wrong with it.</summary>
internal static class ProxyOptionsBinder
{
    /// <summary>Least time that a step may have.</summary>
    public static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);

    /// <summary>Greatest time that a step may have.</summary>
    public static readonly TimeSpan GreatestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Reads and validates a file; null when there was any mistake.</summary>
    public static ProxyOptions? Read(string text, ConfigErrors errors) => ConfigReader.Bind(text, Bind, errors);

    /// <summary>Binds the root of a file.</summary>
    public static ProxyOptions Bind(ConfigMapping map)
    {
        var bound = new ProxyOptions
        {
            Listen = OneOrMore<SocketEndpoint>(map, "listen", SocketEndpoint.TryParse, "ip:port or [ip]:port", ProxyOptions.MaxListen),
            Interface = map.Mapping("interface", BindInterface),
            Gateway = map.Mapping("gateway", GatewayBinder.Bind),
            Keepalive = map.Mapping("keepalive", static m => TcpKeepaliveOptions.Bind(m, ProxyOptions.DefaultKeepalive)),
            MaxConnections = map.Int("maxConnections", 10_000, min: 1, max: 1_000_000),
            HalfCloseTimeout = map.Duration("halfCloseTimeout", TimeSpan.FromMinutes(5)),
            IdleTimeout = map.Duration("idleTimeout", TimeSpan.Zero),
            Readiness = map.Mapping("readiness", BindReadiness),
            Drain = map.Mapping("drain", static m => new DrainOptions
            {
                Timeout = m.Duration("timeout", new DrainOptions().Timeout, max: TimeSpan.FromDays(1)),
            }),
        };
        foreach (var endpoint in bound.Interface.Manage ? bound.Listen : [])
            CheckClaimable(map, endpoint);
        if (bound.Listen.Where(static l => l.Port != 0).Distinct().Count() != bound.Listen.Count(static l => l.Port != 0))
            map.Error("listen", "names an address twice");
        return bound;
    }

    /// <summary>The values of a key that may be one or a list.</summary>
    public static ValueList<T> OneOrMore<T>(ConfigMapping map, string key, ConfigParser<T> parse, string expected, int most)
        where T : IEquatable<T>
    {
        if (map.Node.Find(key)?.Kind != ConfigNodeKind.Sequence)
            return map.RequiredParse(key, parse, expected) is { } one ? [one] : [];
        var list = map.ParseList(key, parse, expected, atLeast: 1);
        if (list.Count > most)
            map.Error(key, $"has {list.Count} elements: at most {most}");
        return [.. list];
    }

    private static void CheckClaimable(ConfigMapping map, in SocketEndpoint endpoint)
    {
        var address = endpoint.ToIPAddress();
        var isIPv4Multicast = endpoint.IsIPv4 && endpoint.IPv4 >> 28 == 0xE;
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || address.IsIPv6LinkLocal || address.IsIPv6Multicast || isIPv4Multicast || endpoint.IPv4 == uint.MaxValue)
        {
            map.Error("listen", $"{address} cannot be claimed for an interface: interface.manage must be false with it");
        }
    }

    private static InterfaceOptions BindInterface(ConfigMapping map)
    {
        var defaults = new InterfaceOptions();
        var bound = new InterfaceOptions
        {
            Name = map.Text("name", defaults.Name),
            Manage = map.Bool("manage", defaults.Manage),
            Keep = map.Bool("keep", defaults.Keep),
            Check = map.Duration("check", defaults.Check, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
        // What the kernel takes (dev_valid_name), in ASCII.
        if (bound.Name.Length is 0 or > InterfaceOptions.MaxNameLength || bound.Name is "." or ".."
            || bound.Name.AsSpan().ContainsAnyExceptInRange('!', '~') || bound.Name.AsSpan().ContainsAny('/', ':'))
        {
            map.Error("name", $"is not an interface's name: 1 to {InterfaceOptions.MaxNameLength} visible characters other than / and :");
        }

        return bound;
    }

    private static ReadinessOptions BindReadiness(ConfigMapping map)
    {
        var defaults = new ReadinessOptions();
        var bound = new ReadinessOptions
        {
            Interval = map.Duration("interval", defaults.Interval, TimeSpan.FromMilliseconds(100), GreatestTimeout),
            Timeout = map.Duration("timeout", defaults.Timeout, LeastTimeout, GreatestTimeout),
            ServerName = map.Text("serverName", defaults.ServerName),
        };
        Span<char> normalized = stackalloc char[ServerNames.MaxLength];
        if (!ServerNames.TryNormalize(bound.ServerName, normalized, out _, out _))
            map.Error("serverName", "is not a host name");
        return bound;
    }
}
