using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Server.Frontends;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server;

/// <summary>The server's listening sockets: one for agents, and those of the front ends.</summary>
internal sealed class ServerListeners
{
    private static readonly ListenOptions CarrierSocket = new(10, 5, 3, 1024);

    private readonly ServerTls _tls;
    private readonly ListenSocket _carrierSocket;
    private bool _frontendsStopped;

    private ServerListeners(ServerTls tls, CarrierListener carriers, ListenSocket carrierSocket, IReadOnlyList<FrontendListener> frontends) =>
        (_tls, Carriers, _carrierSocket, Frontends) = (tls, carriers, carrierSocket, frontends);

    /// <summary>Takes agents' connections.</summary>
    public CarrierListener Carriers { get; }

    /// <summary>Where agents find the server, with the port that the kernel chose where 0 was asked for.</summary>
    public SocketEndpoint CarrierAddress => _carrierSocket.LocalEndpoint;

    /// <summary>The front ends.</summary>
    public IReadOnlyList<FrontendListener> Frontends { get; }

    /// <summary>Whether clients are accepted.</summary>
    public bool AcceptsClients => !Volatile.Read(ref _frontendsStopped);

    /// <summary>Binds all addresses; nothing is accepted before <see cref="StartAsync"/>.</summary>
    /// <exception cref="IOException">An address cannot be bound; none is then.</exception>
    /// <exception cref="TlsFilesException">Certificates cannot be used.</exception>
    public static ServerListeners Bind(ServerOptions options, ServerParts parts, ServerTls tls, EventLoopGroup loops, ILogger log)
    {
        var carriers = new CarrierListener(parts.Host, tls.ForCarriers(options.Carriers.Tls), parts.Registry)
        {
            HandshakeFailed = (peer, problem) => ServerLog.CarrierHandshakeFailed(log, peer, problem),
        };
        List<ListenSocket> bound = [];
        try
        {
            bound.Add(ListenSocket.Bind("carriers", options.Carriers.Listen, CarrierSocket, loops, carriers));
            List<FrontendListener> frontends = [];
            foreach (var frontend in options.Frontends)
            {
                frontends.Add(new FrontendListener(parts.Frontends, SettingsOf(frontend, tls), loops));
                bound.Add(frontends[^1].Socket);
            }

            return new ServerListeners(tls, carriers, bound[0], frontends);
        }
        catch
        {
            bound.ForEach(static socket => socket.Abandon());
            throw;
        }
    }

    /// <summary>Accepts agents, then clients.</summary>
    public async Task StartAsync(ILogger log, CancellationToken cancellationToken)
    {
        await _carrierSocket.StartAsync(cancellationToken);
        ServerLog.ListeningForCarriers(log, _carrierSocket.LocalEndpoint);
        foreach (var frontend in Frontends)
        {
            await frontend.Socket.StartAsync(cancellationToken);
            ServerLog.Listening(log, frontend.Name, frontend.Settings.Options.Kind, frontend.Address);
        }
    }

    /// <summary>Puts another configuration in force for new connections, as far as the sockets stay as they are.</summary>
    /// <returns>What takes a restart.</returns>
    /// <exception cref="TlsFilesException">Certificates cannot be used; nothing is changed then.</exception>
    public IReadOnlyList<string> Apply(ServerOptions options, ServerOptions started)
    {
        List<string> warnings = [];
        List<(FrontendListener Listener, FrontendSettings Settings)> changes = [];
        foreach (var listener in Frontends)
        {
            var own = listener.Settings.Options;
            if (options.Frontends.FirstOrDefault(f => f.Listen == own.Listen) is { } other && IsSameSocket(own, other))
                changes.Add((listener, SettingsOf(other, _tls)));
            else
                warnings.Add($"frontends: {listener.Name} stays as it is until a restart");
        }

        foreach (var added in options.Frontends.Where(f => Frontends.All(l => l.Settings.Options.Listen != f.Listen)))
            warnings.Add($"frontends: {added.Listen} is listened on only after a restart");
        if (options.Carriers != started.Carriers)
            warnings.Add("carriers: the new values take a restart to come into force");
        _tls.Renew();
        foreach (var (listener, settings) in changes)
            listener.Apply(settings);
        Carriers.MaxArriving = options.Limits.MaxHandshakes;
        Carriers.HandshakeTimeout = options.Limits.HandshakeTimeout;
        return warnings;
    }

    /// <summary>Takes no new clients. Agents may still come, so that open streams survive a lost carrier.</summary>
    public async Task StopFrontendsAsync()
    {
        if (Interlocked.Exchange(ref _frontendsStopped, true))
            return;
        foreach (var frontend in Frontends)
            await frontend.Socket.StopAsync(CancellationToken.None);
    }

    /// <summary>Takes no new agents.</summary>
    public Task StopCarriersAsync() => _carrierSocket.StopAsync(CancellationToken.None);

    private static FrontendSettings SettingsOf(FrontendOptions options, ServerTls tls) =>
        new(options, options.Tls is { } files ? tls.ForClients(files) : null);

    private static bool IsSameSocket(FrontendOptions one, FrontendOptions other) =>
        (one.Kind, one.Mode, one.Tls is null) == (other.Kind, other.Mode, other.Tls is null);
}
