using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Listening;

/// <summary>One configured listener: its socket, its settings in force, what it has counted.</summary>
internal sealed class GatewayListener : ConnectionAcceptor
{
    private readonly Gateway _gateway;
    private readonly RouteCounters[] _counters;
    private readonly ListenOptions _boundWith;
    private volatile ListenerSettings _settings;

    /// <summary>Binds the address.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public GatewayListener(Gateway gateway, ListenerOptions options, GatewayOptions all)
    {
        _gateway = gateway;
        _settings = new ListenerSettings(options, all.Limits);
        _counters = [.. gateway.Loops.Loops.Select(static _ => new RouteCounters())];
        _boundWith = SocketOptions(options, all.Keepalive);
        Socket = ListenSocket.Bind(options.Name, options.Address, _boundWith, gateway.Loops, this);
    }

    /// <summary>The listening socket.</summary>
    public ListenSocket Socket { get; }

    /// <summary>The settings for new connections.</summary>
    public ListenerSettings Settings => _settings;

    /// <summary>The name in configuration, logs and metrics.</summary>
    public string Name => _settings.Options.Name;

    /// <summary>Whether the open socket has options other than those that the configuration asks for now; they take a new socket.</summary>
    public bool IsSocketOutdated(TcpKeepaliveOptions keepalive) => SocketOptions(_settings.Options, keepalive) != _boundWith;

    /// <summary>What the loop has counted on this listener.</summary>
    public RouteCounters Counters(int loop) => _counters[loop];

    /// <summary>The sum over all loops.</summary>
    public long Sum(Func<RouteCounters, long> select) => _counters.Sum(select);

    /// <summary>Puts other settings in force for new connections; the socket stays as it is.</summary>
    public void Apply(ListenerOptions options, LimitsOptions limits) => _settings = new ListenerSettings(options, limits);

    /// <inheritdoc/>
    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        Counters(loop.Index).CountAccepted();
        if (!_gateway.TryEnterConnection())
        {
            new ConnectionRecord(_gateway, this, loop, _gateway.NextId(), peer).End(ConnectionOutcome.OutOfDescriptors);
            TcpSocket.Reset(socket);
            return;
        }

        new Opening(_gateway, this, loop, socket, peer).Start();
    }

    /// <inheritdoc/>
    public override void OnOutOfDescriptors() => _gateway.CountOutOfDescriptors();

    private static ListenOptions SocketOptions(ListenerOptions options, TcpKeepaliveOptions keepalive) =>
        new((int)keepalive.Idle.TotalSeconds, (int)keepalive.Interval.TotalSeconds, keepalive.Probes, options.Backlog);
}
