using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>One address that is listened on.</summary>
internal sealed class ProxyListener : ConnectionAcceptor
{
    private const int Backlog = 4096;

    private readonly Forwarder _forwarder;

    /// <summary>Binds the address.</summary>
    /// <exception cref="IOException">It cannot be bound.</exception>
    public ProxyListener(Forwarder forwarder, in SocketEndpoint address, TcpKeepaliveOptions keepalive)
    {
        _forwarder = forwarder;
        var options = new ListenOptions((int)keepalive.Idle.TotalSeconds, (int)keepalive.Interval.TotalSeconds, keepalive.Probes, Backlog);
        Socket = ListenSocket.Bind("listen", address, options, forwarder.Loops, this);
    }

    /// <summary>The listening socket.</summary>
    public ListenSocket Socket { get; }

    /// <inheritdoc/>
    public override void OnAccepted(EventLoop loop, int socket, in SocketEndpoint peer)
    {
        _forwarder.Counters.CountAccepted();
        if (_forwarder.TryEnter())
        {
            new ForwardOpening(_forwarder, loop, socket, peer).Start();
            return;
        }

        _forwarder.Counters.CountEnded(ProxyLeg.Self, ConnectionOutcome.OutOfDescriptors);
        _forwarder.Failures.Add(
            new DialFailure(ProxyLeg.Self, ConnectionOutcome.OutOfDescriptors, $"{_forwarder.MaxConnections} connections are there already"), loop.NowMs);
        TcpSocket.Reset(socket);
    }

    /// <inheritdoc/>
    public override void OnOutOfDescriptors()
    {
        _forwarder.Counters.CountAccepted();
        _forwarder.Counters.CountEnded(ProxyLeg.Self, ConnectionOutcome.OutOfDescriptors);
    }
}
