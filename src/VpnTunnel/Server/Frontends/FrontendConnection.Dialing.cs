using Connectivity.Shared.Native;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// From the request to the answer, and a moment beyond. kube-apiserver gives a connection up on which bytes of the target come together with the answer,
/// so those are held back until the client has sent something, or for so long that the answer has been read.
/// </summary>
internal sealed partial class FrontendConnection
{
    private const int HoldMs = 20;

    private TunnelStream? _stream;

    /// <inheritdoc/>
    public void OnDialed(TunnelStream stream)
    {
        (_stream, stream.End) = (stream, this);
        _record.Stream = stream;
        _record.Agent = stream.Session.PeerId;
        DialEnded();
        // From the answer on, an end that is not the stream's own must not look like one, not even the kernel's should this process be killed.
        TcpSocket.SetResetOnClose(_socket, true);
        Span<byte> answer = stackalloc byte[FrontendProtocol.MaxAnswer];
        if (!TrySend(answer[.._protocol.WriteEstablished(answer, _record)]))
        {
            EndWithReset(StreamOutcome.ClientReset);
            return;
        }

        _state = State.Holding;
        _set.Answered(_record);
        if (_received.IsEmpty)
            _loop.Schedule(this, _loop.NowMs + HoldMs);
        else
            HandOver(); // It has sent something already, so it is none of those that mind.
    }

    /// <inheritdoc/>
    public void OnDialFailed(in DialFailure failure)
    {
        _record.Agent = failure.Agent;
        _record.Detail = failure.Message;
        DialEnded();
        Refuse(failure.Outcome);
    }

    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes) => 0;

    /// <summary>Nothing is left to be held back.</summary>
    public void OnReceivedFin(TunnelStream stream)
    {
        HandOver();
        stream.End.OnReceivedFin(stream);
    }

    /// <inheritdoc/>
    public void OnReset(TunnelStream stream, ResetCode code)
    {
        _stream = null;
        EndWithReset(StreamOutcomes.Of(code));
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address)
    {
    }

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream)
    {
    }

    private void BeginDial()
    {
        _state = State.Dialing;
        _loop.Unschedule(this);
        _record.DialTimeout = _set.Dialer.Timeout;
        _dial = new Dial(_set.Dialer, _record.Destination!, this);
        _dial.Start();
        if (_state != State.Dialing)
            return;
        ScheduleDial();
        ReadEarly();
    }

    private void ScheduleDial()
    {
        if (_state == State.Dialing)
            _loop.Schedule(this, _dial!.DueMs);
    }

    private void DialEnded()
    {
        _record.Attempts = _dial!.Attempts;
        _record.AnsweredMs = _loop.NowMs;
        _dial = null;
    }

    /// <summary>
    /// What the client sends before it has its answer is kept for the target. Its end, even of its direction alone, means that it wants no answer: a
    /// client of Go's that gives up closes, which looks the same from here, and a dial for nobody would go on for seconds.
    /// </summary>
    private void ReadEarly()
    {
        while (!_received.Room.IsEmpty)
        {
            var received = Receive();
            if (received == -Errno.EAGAIN)
                break;
            if (received <= 0)
            {
                EndWithReset(StreamOutcome.Cancelled);
                return;
            }
        }

        _received.Keep();
    }
}
