using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>TLS with the client.</summary>
internal sealed partial class FrontendConnection
{
    private HandshakeRun? _handshake;
    private bool _countsAsHandshake;

    /// <summary>It is this one's turn. From here on it is counted, until it is done or over.</summary>
    public void BeginHandshake()
    {
        _countsAsHandshake = true;
        try
        {
            _tls = _settings.BeginTls(_socket);
            _handshake = new HandshakeRun(_tls, _socket, _loop, this);
            _handshake.MakeStep();
        }
#pragma warning disable CA1031 // It may be the end of another connection that made room for this one: that must not be taken down too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _record.Detail = e.Message;
            EndWithReset(StreamOutcome.InternalError);
        }
    }

    private void WaitForHandshake()
    {
        _state = State.ShakingHands;
        _loop.Schedule(this, _record.AcceptedMs + (long)_set.HandshakeTimeout.TotalMilliseconds);
        if (!_set.Handshakes.TryEnter(this))
            EndWithReset(StreamOutcome.TooManyHandshakes);
    }

    private void OnHandshakeStep()
    {
        if (_handshake is not { IsRunning: false } handshake)
            return;
        switch (handshake.Step)
        {
            case TlsStep.Done:
                LeaveHandshake();
                _record.Client = _tls!.Peer?.CommonName ?? "";
                BeginReading();
                break;
            case TlsStep.Failed:
                _record.Detail = _tls!.FailureDetail;
                // The alert that tells the client why must not be destroyed by what it still sends.
                EndWithFarewell(StreamOutcome.HandshakeFailed, default);
                break;
            default:
                if (handshake.IsDue)
                    handshake.MakeStep();
                break;
        }
    }

    /// <summary>Makes room for another handshake, if this one has begun.</summary>
    private void LeaveHandshake()
    {
        _handshake = null;
        if (!_countsAsHandshake)
            return;
        _countsAsHandshake = false;
        _set.Handshakes.Leave();
    }
}
