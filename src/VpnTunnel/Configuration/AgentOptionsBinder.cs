using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Turns a configuration file into <see cref="AgentOptions"/>, or into a list of everything that is wrong with it.</summary>
internal static class AgentOptionsBinder
{
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromMinutes(10);

    /// <summary>Reads and validates a file; null when there was any mistake.</summary>
    public static AgentOptions? Read(string text, ConfigErrors errors) => ConfigReader.Bind(text, Bind, errors);

    /// <summary>Binds the root of a file.</summary>
    public static AgentOptions Bind(ConfigMapping map)
    {
        var servers = new LinkBinder();
        return new AgentOptions
        {
            AgentId = PeerNames.RequiredId(map, "agentId"),
            Zone = PeerNames.Zone(map),
            Servers = BindServers(map, servers),
            ServerTemplate = map.OptionalMapping("serverTemplate", LinkBinder.BindTemplate),
            CarriersPerServer = map.Int("carriersPerServer", 2, min: 1, max: AgentOptions.MaxCarriers),
            Tls = map.Mapping("tls", TlsBinder.BindAgent),
            Allow = AllowBinder.Bind(map),
            Advertise = AllowBinder.BindAdvertise(map),
            Limits = map.Mapping("limits", BindLimits),
            TargetKeepalive = map.Mapping("targetKeepalive", BindTargetKeepalive),
            Keepalive = map.Mapping("keepalive", OperationBinder.BindKeepalive),
            Reconnect = map.Mapping("reconnect", BindReconnect),
            Drain = map.Mapping("drain", OperationBinder.BindDrain),
        };
    }

    private static ValueList<LinkOptions> BindServers(ConfigMapping map, LinkBinder servers)
    {
        var bound = map.Mappings("servers", servers.Bind, atLeast: 1);
        if (bound.Count > ServerOptions.MaxMembers)
            map.Error("servers", $"has {bound.Count} elements: at most {ServerOptions.MaxMembers}");
        return [.. bound];
    }

    private static AgentLimitsOptions BindLimits(ConfigMapping map)
    {
        var defaults = new AgentLimitsOptions();
        var (window, sessionMemory) = OperationBinder.BindMemory(map, defaults.Window, defaults.SessionMemory);
        return new AgentLimitsOptions
        {
            Dials = map.Int("dials", defaults.Dials, min: 1, max: 1_000_000),
            DialsPerDestination = map.Int("dialsPerDestination", defaults.DialsPerDestination, min: 1, max: 1_000_000),
            Lookups = map.Int("lookups", defaults.Lookups, min: 1, max: 1024),
            LookupTimeout = OperationBinder.Timeout(map, "lookupTimeout", defaults.LookupTimeout),
            ConnectTimeout = OperationBinder.Timeout(map, "connectTimeout", defaults.ConnectTimeout),
            HandshakeTimeout = OperationBinder.Timeout(map, "handshakeTimeout", defaults.HandshakeTimeout),
            SessionMemory = sessionMemory,
            Window = window,
        };
    }

    private static TargetKeepaliveOptions BindTargetKeepalive(ConfigMapping map)
    {
        var defaults = new TargetKeepaliveOptions();
        return new TargetKeepaliveOptions
        {
            Tcp = TcpKeepaliveOptions.Bind(map, defaults.Tcp),
            UserTimeout = map.Duration("userTimeout", defaults.UserTimeout, max: TimeSpan.FromHours(24)),
        };
    }

    private static ReconnectOptions BindReconnect(ConfigMapping map)
    {
        var defaults = new ReconnectOptions();
        var bound = new ReconnectOptions
        {
            Min = map.Duration("min", defaults.Min, TimeSpan.FromMilliseconds(10), LongestReconnect),
            Max = map.Duration("max", defaults.Max, TimeSpan.FromMilliseconds(10), LongestReconnect),
        };
        if (bound.Max < bound.Min)
            map.Error("max", "must not be shorter than min");
        return bound;
    }
}
