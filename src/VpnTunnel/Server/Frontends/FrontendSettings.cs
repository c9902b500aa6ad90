using System.Collections.Frozen;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>What a front end does with new connections, made ready for looking up. Immutable: another configuration makes another one.</summary>
internal sealed class FrontendSettings(FrontendOptions options, TlsContextSource? tls)
{
    private readonly FrozenSet<string> _clients = options.AllowedClients.ToFrozenSet(StringComparer.Ordinal);
    private readonly SourceRangeSet? _sources = options.AllowedSources is { } sources ? new SourceRangeSet(sources) : null;

    /// <summary>The configuration.</summary>
    public FrontendOptions Options => options;

    /// <summary>Whether clients speak TLS.</summary>
    public bool IsTls => tls is not null;

    /// <summary>TLS on a new connection, with the certificates of now. The caller disposes of it.</summary>
    public TlsConnection BeginTls(int socket) => new(tls!.Current, socket, serverName: null);

    /// <summary>Whether a client may have connections: its certificate's common name is listed, or any is good that the authorities issued.</summary>
    public bool AllowsClient(string? name) => _clients.Count == 0 || (name is not null && _clients.Contains(name));

    /// <summary>Whether a client may connect at all.</summary>
    public bool AllowsSource(in SocketEndpoint peer) => _sources is null || _sources.Contains(peer);
}
