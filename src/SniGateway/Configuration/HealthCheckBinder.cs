using Connectivity.Shared.Configuration;
using Connectivity.Shared.Tls;

namespace Connectivity.SniGateway.Configuration;

/// <summary>Binds the active check of a route.</summary>
internal static class HealthCheckBinder
{
    private const int MaxThreshold = 100;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Binds the mapping "healthCheck".</summary>
    public static HealthCheckOptions Bind(ConfigMapping map)
    {
        var defaults = new HealthCheckOptions();
        var bound = new HealthCheckOptions
        {
            Kind = map.Enum("kind", defaults.Kind),
            Path = map.Parse("path", TryParsePath, "an absolute path (like /readyz)", defaults.Path),
            Interval = map.Duration("interval", defaults.Interval, Shortest, Longest),
            Timeout = map.Duration("timeout", defaults.Timeout, TimeSpan.FromMilliseconds(10), Longest),
            ServerName = map.Parse<string>("serverName", TryParseServerName, "a host name"),
            CaFile = map.Text("caFile"),
            HealthyThreshold = map.Int("healthyThreshold", defaults.HealthyThreshold, min: 1, max: MaxThreshold),
            UnhealthyThreshold = map.Int("unhealthyThreshold", defaults.UnhealthyThreshold, min: 1, max: MaxThreshold),
        };
        if (bound.Timeout > bound.Interval)
            map.Error("timeout", "must not be longer than interval: checks would overlap");
        return bound;
    }

    private static bool TryParsePath(ReadOnlySpan<char> text, out string path)
    {
        path = text.ToString();
        return text.StartsWith("/") && !text.ContainsAnyExceptInRange('\x21', '\x7e') && !text.Contains('#');
    }

    private static bool TryParseServerName(ReadOnlySpan<char> text, out string name)
    {
        Span<char> normalized = stackalloc char[ServerNames.MaxLength];
        var isName = ServerNames.TryNormalize(text, normalized, out var length, out _);
        name = normalized[..length].ToString();
        return isName;
    }
}
