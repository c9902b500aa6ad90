using System.Globalization;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>Binds the front ends of one file and finds those that cannot be there together, or would let in anybody.</summary>
internal sealed class FrontendBinder
{
    private const string ExpectedMode = "permission bits in octal (like 0660)";
    private static readonly SourceRangeSet Loopback = new([SourceRange.Parse("127.0.0.0/8"), SourceRange.Parse("::1/128")]);
    private readonly HashSet<string> _listens = [];

    /// <summary>Counts an address that something else listens on.</summary>
    public void Reserve(in SocketEndpoint endpoint)
    {
        if (endpoint.Port != 0)
            _listens.Add(endpoint.ToString());
    }

    /// <summary>Binds one front end; null when nothing can be said about it for want of an address.</summary>
    public FrontendOptions? Bind(ConfigMapping map)
    {
        var kind = map.RequiredEnum<FrontendKind>("kind");
        var listen = map.RequiredParse<ListenAddress>("listen", ListenAddress.TryParse, ListenAddress.Expected);
        var frontend = new FrontendOptions
        {
            Kind = kind,
            Listen = listen,
            Tls = map.OptionalMapping("tls", TlsBinder.BindServer),
            AllowedClients = [.. map.TextList("allowedClients")],
            AllowedSources = map.Has("allowedSources") ? SourceRanges.Bind(map, "allowedSources") : null,
            Mode = map.Parse("mode", TryParseMode, ExpectedMode, FrontendOptions.DefaultMode),
        };
        if (listen is null)
            return null;
        if (!IsAnyPort(listen) && !_listens.Add(listen.ToString()))
            map.Error("listen", $"{listen} is listened on already");
        if (listen.IsUnix)
            CheckUnix(map);
        else
            CheckTcp(map, frontend);
        return frontend;
    }

    /// <summary>Writes permission bits as the file has them.</summary>
    public static string FormatMode(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8).PadLeft(3, '0');

    private static bool IsAnyPort(ListenAddress listen) => !listen.IsUnix && listen.Endpoint.Port == 0;

    private static void CheckUnix(ConfigMapping map)
    {
        if (map.Has("tls"))
            map.Error("tls", "is not spoken on a Unix socket: kube-apiserver would not; who may connect is said by mode");
        if (map.Has("allowedSources"))
            map.Error("allowedSources", "has no effect on a Unix socket: who may connect is said by mode");
        CheckAllowedClients(map);
    }

    private static void CheckTcp(ConfigMapping map, FrontendOptions frontend)
    {
        if (map.Has("mode"))
            map.Error("mode", "has no effect on a TCP socket");
        CheckAllowedClients(map);
        if (!map.Has("tls") && !map.Has("allowedSources") && !Loopback.Contains(frontend.Listen.Endpoint))
            map.Error("tls", $"is required on {frontend.Listen}, or else allowedSources: anybody who gets there could reach into the shoot");
    }

    private static void CheckAllowedClients(ConfigMapping map)
    {
        if (map.Has("allowedClients") && !map.Has("tls"))
            map.Error("allowedClients", "has no effect without tls: clients have no certificates");
    }

    private static bool TryParseMode(ReadOnlySpan<char> text, out UnixFileMode mode)
    {
        mode = default;
        if (text.Length is < 3 or > 4 || text.ContainsAnyExceptInRange('0', '7') || (text.Length == 4 && text[0] != '0'))
            return false;
        foreach (var digit in text)
            mode = (UnixFileMode)(((int)mode << 3) | (digit - '0'));
        return true;
    }
}
