using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>
/// A connection from its accept until it is relayed or refused. Nothing of the client's is read meanwhile: it waits in the socket, and so does
/// the client's FIN. A client that resets takes the dial back.
/// </summary>
internal sealed class ForwardOpening : Pollable
{
    private const int ClientLeg = 0;

    private readonly Forwarder _forwarder;
    private readonly EventLoop _loop;
    private readonly int _client;
    private GatewayDial? _dial;

    /// <summary>Makes one; it owns the socket from here on.</summary>
    public ForwardOpening(Forwarder forwarder, EventLoop loop, int client, in SocketEndpoint peer)
    {
        (_forwarder, _loop, _client) = (forwarder, loop, client);
        Connection = new ForwardedConnection(forwarder, loop, peer, TcpSocket.LocalEndpoint(client));
    }

    /// <summary>What is known of it.</summary>
    public ForwardedConnection Connection { get; }

    /// <summary>Begins at the end of this turn: as a turn of its own, so that a fault is this connection's and not its acceptor's.</summary>
    public void Start()
    {
        _loop.Attach(this);
        _loop.Enqueue(this);
    }

    /// <summary>Ends it with a reset.</summary>
    public void Abort(ConnectionOutcome outcome) => EndWithReset(ProxyLegs.Of(outcome), outcome);

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        var settings = _forwarder.Settings;
        settings.SetLiveness(_client);
        if (_loop.Watch(this, ClientLeg, _client, alsoWritable: false) < 0)
        {
            EndWithReset(ProxyLeg.Self, ConnectionOutcome.InternalError);
            return;
        }

        if (_forwarder.Warm(_loop).TryTake(out var warm))
        {
            _forwarder.Counters.CountWarm();
            Dialed(warm);
            return;
        }

        _dial = new GatewayDial(_loop, settings, _forwarder.Addresses, Connection.Client, Connection.Destination, Dialed);
        _dial.Start();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (!ending || TcpSocket.TakeError(_client) is not (var error and not 0))
            return;
        var timedOut = error is Errno.ETIMEDOUT or Errno.EHOSTUNREACH;
        EndWithReset(ProxyLeg.Client, timedOut ? ConnectionOutcome.ClientTimedOut : ConnectionOutcome.ClientReset);
    }

    /// <inheritdoc/>
    protected override void OnFault() => EndWithReset(ProxyLeg.Self, ConnectionOutcome.InternalError);

    private void Dialed(DialResult result)
    {
        if (result.Failure is { } failure)
        {
            _forwarder.Failures.Add(failure, _loop.NowMs);
            EndWithReset(failure.Leg, failure.Outcome);
            return;
        }

        _forwarder.Failures.Clear(_loop.NowMs);
        _forwarder.Counters.CountDial(_loop.NowMs - Connection.AcceptedMs);
        Connection.Gateway = result.Address;
        var relay = new Relay(_loop, _client, result.Socket, _forwarder.RelayOptions, Connection);
        _loop.Replace(this, relay);
        relay.Start(clientWatched: true, upstreamWatched: false);
    }

    private void EndWithReset(ProxyLeg leg, ConnectionOutcome outcome)
    {
        _dial?.Cancel();
        // Counted before the client can notice: who was refused and then looks finds it there.
        Connection.End(leg, outcome);
        _loop.Detach(this);
        TcpSocket.Reset(_client);
    }
}
