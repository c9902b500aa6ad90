using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>The ends of a connection that never got as far as its bytes.</summary>
internal sealed partial class FrontendConnection
{
    /// <summary>Ends it with a reset, or with an answer if it still waits for one.</summary>
    public void Abort(StreamOutcome outcome)
    {
        if (_state == State.Dialing)
            Refuse(outcome);
        else
            EndWithReset(outcome);
    }

    /// <summary>Tells the client why, and closes so that it arrives.</summary>
    private void Refuse(StreamOutcome outcome)
    {
        Span<byte> answer = stackalloc byte[FrontendProtocol.MaxAnswer];
        var length = _protocol.WriteRefusal(answer, _record, outcome);
        EndWithFarewell(outcome, answer[..length]);
    }

    private void EndWithFarewell(StreamOutcome outcome, ReadOnlySpan<byte> lastWord)
    {
        if (!End(outcome))
            return;
        // A few bytes: they are with the socket now, or the client takes nothing.
        if (!lastWord.IsEmpty)
            TrySend(lastWord);
        _ = _tls?.EndSending();
        _tls?.Dispose();
        new Farewell(_loop, _socket, _set.Leave).Start(this, default, watched: true);
    }

    private void EndWithReset(StreamOutcome outcome)
    {
        var handshake = _handshake;
        if (!End(outcome))
            return;
        _loop.Detach(this);
        if (handshake is null || !handshake.TryGiveUp())
        {
            _tls?.Dispose();
            TcpSocket.Reset(_socket);
        }

        _set.Leave();
    }

    /// <summary>Lets go of everything but the socket, once.</summary>
    private bool End(StreamOutcome outcome)
    {
        if (_state == State.Over)
            return false;
        _state = State.Over;
        _dial?.Cancel();
        _stream?.Abort(ResetCode.Cancelled);
        LeaveHandshake();
        _received.Release();
        // Counted before the client can notice: who was refused and then looks finds it there.
        _record.End(outcome);
        return true;
    }
}
