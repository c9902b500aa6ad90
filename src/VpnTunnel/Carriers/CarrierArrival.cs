using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>Server: a connection of an agent until its TLS handshake is done or has failed.</summary>
internal sealed class CarrierArrival(CarrierListener listener, EventLoop loop, int socket, SocketEndpoint peer, TlsConnection tls) : Pollable
{
    private const int Leg = 0;

    private HandshakeRun? _handshake;
    private bool _isOver;

    /// <summary>Begins to shake hands.</summary>
    public void Start()
    {
        loop.Attach(this);
        _handshake = new HandshakeRun(tls, socket, loop, this);
        loop.Schedule(this, loop.NowMs + (long)listener.HandshakeTimeout.TotalMilliseconds);
        if (loop.Watch(this, Leg, socket, alsoWritable: true) < 0)
            Fail("the socket cannot be watched");
        else
            _handshake.MakeStep();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable) => _handshake?.MakeStep();

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        if (_isOver || _handshake is not { IsRunning: false } handshake)
            return;
        if (handshake.Step == TlsStep.Done)
        {
            _isOver = true;
            loop.Unschedule(this);
            listener.Arrived(this, socket, tls);
        }
        else if (handshake.Step == TlsStep.Failed)
        {
            Fail($"{tls.Failure}: {tls.FailureDetail}");
        }
        else if (handshake.IsDue)
        {
            handshake.MakeStep();
        }
    }

    /// <inheritdoc/>
    protected override void OnTimer() => Fail("the handshake was not done in time");

    /// <inheritdoc/>
    protected override void OnFault() => Fail("a fault; the log says which");

    private void Fail(string reason)
    {
        if (_isOver)
            return;
        _isOver = true;
        loop.Detach(this);
        if (_handshake is null || !_handshake.TryGiveUp())
        {
            tls.Dispose();
            // An alert that says why may be on its way: it is not to be overtaken by a reset.
            TcpSocket.Close(socket);
        }

        listener.Lost(peer, reason);
    }
}
