using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>One configured front end: its socket, its settings in force, what it has counted.</summary>
internal sealed class FrontendListener : ConnectionAcceptor
{
    private const int Backlog = 4096;

    // A client that is gone without a word is noticed after a minute.
    private static readonly ListenOptions SocketOptions = new(30, 10, 3, Backlog);

    private volatile FrontendSettings _settings;

    /// <summary>Binds the address.</summary>
    /// <exception cref="IOException">It cannot be bound.</exception>
    public FrontendListener(FrontendSet frontends, FrontendSettings settings, EventLoopGroup loops)
    {
        (Frontends, _settings) = (frontends, settings);
        var listen = settings.Options.Listen;
        Name = listen.ToString();
        Socket = listen.IsUnix
            ? ListenSocket.BindUnix(Name, listen.Path, settings.Options.Mode, Backlog, loops, this)
            : ListenSocket.Bind(Name, listen.Endpoint, SocketOptions, loops, this);
    }

    /// <summary>What all front ends share.</summary>
    public FrontendSet Frontends { get; }

    /// <summary>The configured address, which is its name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The listening socket.</summary>
    public ListenSocket Socket { get; }

    /// <summary>The settings for new connections.</summary>
    public FrontendSettings Settings => _settings;

    /// <summary>What it has counted.</summary>
    public FrontendCounters Counters { get; } = new();

    /// <summary>Where clients find it: the address in force, or the path.</summary>
    public string Address => Settings.Options.Listen.IsUnix ? Name : Socket.LocalEndpoint.ToString();

    /// <summary>Puts other settings in force for new connections; the socket stays as it is.</summary>
    public void Apply(FrontendSettings settings) => _settings = settings;

    /// <inheritdoc/>
    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        var settings = _settings;
        Counters.CountAccepted();
        var record = new FrontendRecord(this, Frontends.NextId(), peer, loop.NowMs);
        if (settings.Options.Listen.IsUnix && UnixSocket.TryGetPeer(socket, out var client))
            record.Client = $"uid {client.UserId} pid {client.ProcessId}";
        var refusal = settings.AllowsSource(peer) ? StreamOutcome.None : StreamOutcome.SourceNotAllowed;
        if (refusal == StreamOutcome.None && !Frontends.TryEnter())
            refusal = StreamOutcome.OutOfDescriptors;
        if (refusal == StreamOutcome.None)
        {
            Frontends.OnBegun(record);
            record.Opening = new FrontendConnection(Frontends, settings, loop, socket, record);
            record.Opening.Start();
            return;
        }

        record.End(refusal);
        TcpSocket.Reset(socket);
    }

    /// <inheritdoc/>
    public override void OnOutOfDescriptors() => Frontends.CountOutOfDescriptors();
}
