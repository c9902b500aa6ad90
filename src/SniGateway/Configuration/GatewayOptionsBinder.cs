using Connectivity.Shared.Configuration;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Turns a configuration file into <see cref="GatewayOptions"/>, or into a list of everything that is wrong with it.</summary>
internal static class GatewayOptionsBinder
{
    /// <summary>Reads and validates a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="errors">Takes every mistake with its key path and line.</param>
    /// <returns>The options; null when there was any mistake.</returns>
    public static GatewayOptions? Read(string text, ConfigErrors errors) => ConfigReader.Bind(new StringReader(text), NewBinding(inForce: null), errors);

    /// <summary>How one file is bound.</summary>
    /// <param name="inForce">The options whose routes are taken where the file has the same, so that they are in memory once; null for none.</param>
    public static ConfigBinding<GatewayOptions> NewBinding(GatewayOptions? inForce)
    {
        var routes = new StreamedList<RouteOptions>("routes", new RouteBinder(inForce?.Routes).Bind);
        return new ConfigBinding<GatewayOptions>(map => Bind(map, routes), routes);
    }

    private static GatewayOptions Bind(ConfigMapping map, StreamedList<RouteOptions> routes)
    {
        var listeners = new ListenerBinder();
        return new GatewayOptions
        {
            Listeners = [.. map.Mappings("listeners", listeners.Bind, atLeast: 1)],
            Routes = [.. map.Streamed(routes)],
            Limits = map.Mapping("limits", LimitsBinder.Bind),
            Drain = map.Mapping("drain", BindDrain),
            AccessLog = map.Mapping("accessLog", BindAccessLog),
            Keepalive = map.Mapping("keepalive", static m => TcpKeepaliveOptions.Bind(m, GatewayOptions.DefaultKeepalive)),
            OutlierEjection = map.Mapping("outlierEjection", BindOutlierEjection),
            Zone = map.Text("zone"),
            Loops = map.Int("loops", 0, max: GatewayOptions.MaxLoops),
        };
    }

    private static DrainOptions BindDrain(ConfigMapping map) =>
        new() { Timeout = map.Duration("timeout", new DrainOptions().Timeout, max: TimeSpan.FromDays(1)) };

    private static AccessLogOptions BindAccessLog(ConfigMapping map) =>
        new() { Path = map.Text("path", new AccessLogOptions().Path)! };

    private static OutlierEjectionOptions BindOutlierEjection(ConfigMapping map)
    {
        var defaults = new OutlierEjectionOptions();
        var bound = new OutlierEjectionOptions
        {
            ConsecutiveFailures = map.Int("consecutiveFailures", defaults.ConsecutiveFailures),
            BaseTime = map.Duration("baseTime", defaults.BaseTime, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            MaxTime = map.Duration("maxTime", defaults.MaxTime, max: TimeSpan.FromDays(1)),
        };
        if (bound.MaxTime < bound.BaseTime)
            map.Error("maxTime", "must not be shorter than baseTime");
        return bound;
    }
}
