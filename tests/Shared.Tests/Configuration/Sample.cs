using System.Net;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Xunit;

namespace Connectivity.Shared.Tests.Configuration;

internal enum SampleKind
{
    Sni,
    Connect,
    ProxyDestination,
}

internal sealed record SampleBackend(SocketEndpoint Address, int Weight);

internal sealed record SampleRoute(string Name, IReadOnlyList<string> Hosts, IReadOnlyList<SampleBackend> Backends);

internal sealed record SampleLimits(TimeSpan HelloTimeout, long HelloMaxBytes);

/// <summary>A settings record that uses every reader, and its binder.</summary>
internal sealed record Sample(
    SampleKind Kind, bool On, IReadOnlyList<IPNetwork> Trusted, IReadOnlyDictionary<string, string> Headers,
    SampleLimits Limits, IReadOnlyList<SampleRoute> Routes)
{
    public static Sample Bind(ConfigMapping map) => new(
        map.Enum("kind", SampleKind.Sni),
        map.Bool("on", false),
        map.ParseList<IPNetwork>("trusted", IPNetwork.TryParse, "a network (like 10.0.0.0/8)"),
        map.TextMap("headers"),
        map.Mapping("limits", BindLimits),
        map.Mappings("routes", BindRoute));

    private static SampleLimits BindLimits(ConfigMapping map) => new(
        map.Duration("helloTimeout", TimeSpan.FromSeconds(5), min: TimeSpan.FromMilliseconds(100), max: TimeSpan.FromMinutes(1)),
        map.Bytes("helloMaxBytes", 65536, min: 512, max: 1 << 20));

    private static SampleRoute BindRoute(ConfigMapping map) => new(
        map.RequiredText("name"), map.TextList("hosts"), map.Mappings("backends", BindBackend, atLeast: 1));

    private static SampleBackend BindBackend(ConfigMapping map) => new(
        map.RequiredParse<SocketEndpoint>("address", SocketEndpoint.TryParse, "host:port (port 1-65535)"),
        map.Int("weight", 1, min: 1, max: 256));

    /// <summary>Binds a text and gives the lines of its errors.</summary>
    public static string[] ErrorsOf(string text)
    {
        var errors = new ConfigErrors("gateway.yaml");
        var bound = ConfigReader.Bind(text, Bind, errors);
        Assert.Equal(errors.Any, bound is null);
        return [.. errors.Lines()];
    }
}
