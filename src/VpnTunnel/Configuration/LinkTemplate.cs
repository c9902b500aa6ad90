using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.HttpConnect;

namespace Connectivity.VpnTunnel.Configuration;

/// <summary>How servers are reached that are known by their id only: texts in which <c>{server}</c> stands for the id.</summary>
internal sealed record LinkTemplate
{
    /// <summary>What stands for the id.</summary>
    public const string Placeholder = "{server}";

    /// <summary>As <see cref="LinkOptions.Address"/>.</summary>
    public string? Address { get; init; }

    /// <summary>As <see cref="LinkOptions.Gateway"/>.</summary>
    public string? Gateway { get; init; }

    /// <summary>As <see cref="LinkOptions.ConnectHeaders"/>.</summary>
    public ValueList<ConnectHeader> ConnectHeaders { get; init; } = [];

    /// <summary>As <see cref="LinkOptions.TlsServerName"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether different ids lead to different places.</summary>
    public bool TellsServersApart =>
        (Gateway is null ? false : Has(Gateway)) || Has(Address) || ConnectHeaders.Any(static h => Has(h.Value));

    /// <summary>The way to one server; null when its id, which came from a peer, makes a part of it invalid.</summary>
    public LinkOptions? For(string server)
    {
        HostEndpoint? address = null;
        HostEndpoint? gateway = null;
        if (!PeerNames.IsId(server) ||
            (Address is not null && !HostEndpoint.TryParse(Expand(Address, server), out address)) ||
            (Gateway is not null && !HostEndpoint.TryParse(Expand(Gateway, server), out gateway)) ||
            !LinkBinder.TryParseServerName(TlsServerName is null ? address?.Host : Expand(TlsServerName, server), out var tlsServerName))
            return null;
        var headers = ConnectHeaders.Select(h => new ConnectHeader(h.Name, Expand(h.Value, server))).ToArray();
        if (headers.Any(static h => ConnectHeader.Check(h.Name, h.Value) is not null))
            return null;
        return new LinkOptions { Name = server, Address = address, Gateway = gateway, ConnectHeaders = [.. headers], TlsServerName = tlsServerName };
    }

    /// <summary>Puts an id in place of the placeholder.</summary>
    public static string Expand(string text, string server) => text.Replace(Placeholder, server, StringComparison.Ordinal);

    private static bool Has(string? text) => text?.Contains(Placeholder, StringComparison.Ordinal) == true;
}
