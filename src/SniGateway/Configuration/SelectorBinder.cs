using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Tls;

namespace Connectivity.SniGateway.Configuration;

/// <summary>
/// Binds what routes are found by, and sees to it that no two routes are found by the same: a host name that two tenants claim would
/// send one tenant's clients to the other.
/// </summary>
/// <param name="hosts">How many host names there are likely to be.</param>
internal sealed class SelectorBinder(int hosts)
{
    private const int MaxDestinationLength = 512;

    private readonly Dictionary<string, string> _hosts = new(hosts);
    private readonly Dictionary<string, string> _connectDestinations = [];
    private readonly Dictionary<SocketEndpoint, string> _proxyDestinations = [];

    /// <summary>Binds server names and wildcards.</summary>
    public ValueList<string> Hosts(ConfigMapping map, string route) =>
        Bind(map, "hosts", route, _hosts, static text =>
            ServerNames.TryNormalizeHostPattern(text, out var host, out _, out var error) ? (host, null) : (null, error.Text()));

    /// <summary>Binds values of a CONNECT request's destination header.</summary>
    public ValueList<string> ConnectDestinations(ConfigMapping map, string route) =>
        Bind(map, "connectDestinations", route, _connectDestinations, static text => IsHeaderValue(text)
            ? (text, null)
            : (null, $"is not a header value: 1 to {MaxDestinationLength} visible ASCII characters"));

    /// <summary>Binds original destinations of a PROXY header.</summary>
    public ValueList<SocketEndpoint> ProxyDestinations(ConfigMapping map, string route) =>
        Bind(map, "proxyDestinations", route, _proxyDestinations, static text =>
            SocketEndpoint.TryParse(text, out var endpoint) && endpoint.Port != 0
                ? (endpoint, null)
                : (default, "is not ip:port or [ip]:port (port 1-65535)"));

    private static ValueList<T> Bind<T>(
        ConfigMapping map, string key, string route, Dictionary<T, string> owners, Func<string, (T? Value, string? Error)> read)
        where T : notnull, IEquatable<T>
    {
        var texts = map.TextList(key, atLeast: map.Has(key) ? 1 : 0);
        var values = new List<T>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            // An empty text is an error that was recorded already.
            if (texts[i].Length == 0)
                continue;
            var (value, error) = read(texts[i]);
            if (error is null && !owners.TryAdd(value!, route))
                error = Taken(owners[value!], route);
            if (error is null)
                values.Add(value!);
            else
                map.Error(key, i, $"{ConfigText.Quote(texts[i])} {error}");
        }

        return [.. values];
    }

    private static string Taken(string owner, string route) =>
        owner == route ? $"is in route {ConfigText.Quote(route)} twice" : $"is in route {ConfigText.Quote(owner)} already and cannot be in route {ConfigText.Quote(route)} too";

    private static bool IsHeaderValue(string text) =>
        text.Length <= MaxDestinationLength && !text.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e');
}
