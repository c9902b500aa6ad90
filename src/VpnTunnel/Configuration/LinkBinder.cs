using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Tls;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Binds the servers of one file, and the template for others.</summary>
internal sealed class LinkBinder
{
    // Any id does to see whether the texts of a template make sense.
    private const string SampleId = "server-0";
    private const string ExpectedServerName = "a host name or an IP address";
    private readonly HashSet<string> _names = [];

    /// <summary>Binds one server.</summary>
    public LinkOptions Bind(ConfigMapping map)
    {
        var name = PeerNames.RequiredId(map, "name");
        if (name.Length > 0 && !_names.Add(name))
            map.Error("name", $"{ConfigText.Quote(name)} is the name of another server too");
        return BindWay(map, name, static text => text);
    }

    /// <summary>Binds the mapping "serverTemplate".</summary>
    public static LinkTemplate BindTemplate(ConfigMapping map)
    {
        BindWay(map, SampleId, static text => LinkTemplate.Expand(text, SampleId));
        var template = new LinkTemplate
        {
            Address = map.Text("address"),
            Gateway = map.Text("gateway"),
            ConnectHeaders = [.. map.TextMap("connectHeaders").Select(static h => new ConnectHeader(h.Key, h.Value))],
            TlsServerName = map.Text("tlsServerName"),
        };
        if (!template.TellsServersApart)
            map.Error("address", $"needs {LinkTemplate.Placeholder} in it, or in a header: every server would be the same");
        return template;
    }

    /// <summary>Reads the name that a server's certificate must have.</summary>
    public static bool TryParseServerName(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string name)
    {
        if (IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count('.') == 3))
        {
            name = address.ToString();
            return true;
        }

        Span<char> normalized = stackalloc char[ServerNames.MaxLength];
        name = ServerNames.TryNormalize(text, normalized, out var length, out _) ? normalized[..length].ToString() : null;
        return name is not null;
    }

    private static LinkOptions BindWay(ConfigMapping map, string name, Func<string, string> expand)
    {
        var address = map.Parse<HostEndpoint>("address", TryParseEndpoint, HostEndpoint.Expected);
        var gateway = map.Parse<HostEndpoint>("gateway", TryParseEndpoint, HostEndpoint.Expected);
        var headers = ConnectHeaderBinder.Bind(map, "connectHeaders", expand);
        var tlsServerName = map.Parse<string>("tlsServerName", TryParseName, ExpectedServerName);
        if (!map.Has("address") && !map.Has("gateway"))
            map.Error("address", "or gateway is required");
        if (map.Has("gateway") && !map.Has("address") && !map.Has("connectHeaders"))
            map.Error("connectHeaders", "or address is required with gateway: it could not tell which server is meant");
        if (map.Has("connectHeaders") && !map.Has("gateway"))
            map.Error("connectHeaders", "has no effect without gateway");
        if (!map.Has("tlsServerName") && !map.Has("address") && map.Has("gateway"))
            map.Error("tlsServerName", "is required without address: the server's certificate could not be verified");
        return new LinkOptions
        {
            Name = name, Address = address, Gateway = gateway, ConnectHeaders = headers, TlsServerName = tlsServerName ?? address?.Host ?? "",
        };

        bool TryParseEndpoint(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out HostEndpoint endpoint) =>
            HostEndpoint.TryParse(expand(text.ToString()), out endpoint);

        bool TryParseName(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string serverName) =>
            TryParseServerName(expand(text.ToString()), out serverName);
    }
}
