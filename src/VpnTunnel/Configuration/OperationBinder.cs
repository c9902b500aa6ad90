using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Binds what servers and agents have in common.</summary>
internal static class OperationBinder
{
    /// <summary>Least size of a stream's window: what every stream begins with when memory is short.</summary>
    public const long LeastWindow = 64 * 1024;

    /// <summary>Greatest size of a stream's window: 160 MB/s at a round trip of 100 ms.</summary>
    public const long GreatestWindow = 16 * 1024 * 1024;

    /// <summary>Least memory for the streams of one session.</summary>
    public const long LeastSessionMemory = 1024 * 1024;

    /// <summary>Greatest memory for the streams of one session.</summary>
    public const long GreatestSessionMemory = 64L * 1024 * 1024 * 1024;

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan GreatestTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Binds the mapping "drain".</summary>
    public static DrainOptions BindDrain(ConfigMapping map) =>
        new() { Timeout = map.Duration("timeout", new DrainOptions().Timeout, max: TimeSpan.FromDays(1)) };

    /// <summary>Binds the mapping "keepalive".</summary>
    public static KeepaliveOptions BindKeepalive(ConfigMapping map)
    {
        var defaults = new KeepaliveOptions();
        var bound = new KeepaliveOptions
        {
            Interval = Timeout(map, "interval", defaults.Interval),
            Suspect = Timeout(map, "suspect", defaults.Suspect),
            Dead = Timeout(map, "dead", defaults.Dead),
        };
        if (bound.Suspect <= bound.Interval)
            map.Error("suspect", "must be longer than interval: every carrier would be suspect before its next PING");
        if (bound.Dead <= bound.Suspect)
            map.Error("dead", "must be longer than suspect");
        return bound;
    }

    /// <summary>The time that one step may take: 10 ms to 10 min.</summary>
    public static TimeSpan Timeout(ConfigMapping map, string key, TimeSpan defaultValue) =>
        map.Duration(key, defaultValue, LeastTimeout, GreatestTimeout);

    /// <summary>Binds "window" and "sessionMemory" of limits.</summary>
    public static (long Window, long SessionMemory) BindMemory(ConfigMapping map, long window, long sessionMemory)
    {
        window = map.Bytes("window", window, LeastWindow, GreatestWindow);
        sessionMemory = map.Bytes("sessionMemory", sessionMemory, LeastSessionMemory, GreatestSessionMemory);
        if (sessionMemory < window)
            map.Error("sessionMemory", "must not be less than window: not even one stream could use it");
        return (window, sessionMemory);
    }
}
