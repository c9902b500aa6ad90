using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Turns a configuration file into <see cref="ServerOptions"/>, or into a list of everything that is wrong with it.</summary>
internal static class ServerOptionsBinder
{
    private static readonly TimeSpan LongestResume = TimeSpan.FromMinutes(10);

    /// <summary>Reads and validates a file; null when there was any mistake.</summary>
    public static ServerOptions? Read(string text, ConfigErrors errors) => ConfigReader.Bind(text, Bind, errors);

    /// <summary>Binds the root of a file.</summary>
    public static ServerOptions Bind(ConfigMapping map)
    {
        var frontends = new FrontendBinder();
        var carriers = map.Mapping("carriers", BindCarriers);
        frontends.Reserve(carriers.Listen);
        return new ServerOptions
        {
            ServerId = PeerNames.RequiredId(map, "serverId"),
            Zone = PeerNames.Zone(map),
            Members = PeerNames.Ids(map, "members", ServerOptions.MaxMembers),
            Carriers = carriers,
            Frontends = [.. map.Mappings("frontends", frontends.Bind, atLeast: 1).OfType<FrontendOptions>()],
            Resume = map.Mapping("resume", BindResume),
            Limits = map.Mapping("limits", BindLimits),
            Keepalive = map.Mapping("keepalive", OperationBinder.BindKeepalive),
            Drain = map.Mapping("drain", OperationBinder.BindDrain),
        };
    }

    private static CarrierListenerOptions BindCarriers(ConfigMapping map) => new()
    {
        Listen = map.RequiredParse<SocketEndpoint>("listen", SocketEndpoint.TryParse, "ip:port or [ip]:port"),
        Tls = map.Mapping("tls", TlsBinder.BindServer),
    };

    private static ResumeOptions BindResume(ConfigMapping map) =>
        new() { Window = map.Duration("window", new ResumeOptions().Window, max: LongestResume) };

    private static ServerLimitsOptions BindLimits(ConfigMapping map)
    {
        var defaults = new ServerLimitsOptions();
        var (window, sessionMemory) = OperationBinder.BindMemory(map, defaults.Window, defaults.SessionMemory);
        var bound = new ServerLimitsOptions
        {
            MaxSessions = map.Int("maxSessions", defaults.MaxSessions, min: 1, max: 65_536),
            MaxStreamsPerSession = map.Int("maxStreamsPerSession", defaults.MaxStreamsPerSession, min: 1, max: 1_000_000),
            SessionMemory = sessionMemory,
            Window = window,
            PendingDials = map.Int("pendingDials", defaults.PendingDials, min: 1, max: 1_000_000),
            PendingDialsPerDestination = map.Int("pendingDialsPerDestination", defaults.PendingDialsPerDestination, min: 1, max: 1_000_000),
            HeadTimeout = OperationBinder.Timeout(map, "headTimeout", defaults.HeadTimeout),
            DialTimeout = OperationBinder.Timeout(map, "dialTimeout", defaults.DialTimeout),
            SecondAgentAfter = OperationBinder.Timeout(map, "secondAgentAfter", defaults.SecondAgentAfter),
            HandshakeTimeout = OperationBinder.Timeout(map, "handshakeTimeout", defaults.HandshakeTimeout),
            MaxHandshakes = map.Int("maxHandshakes", defaults.MaxHandshakes, min: 1, max: 65_536),
        };
        if (bound.SecondAgentAfter >= bound.DialTimeout && map.Has("secondAgentAfter"))
            map.Error("secondAgentAfter", "must be shorter than dialTimeout: no second agent would ever be asked");
        return bound;
    }
}
