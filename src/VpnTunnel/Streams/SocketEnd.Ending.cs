using Connectivity.Shared.Native;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>How the socket ends.</summary>
internal sealed partial class SocketEnd
{
    private const int FirstFlushPollMs = 2;
    private const int LongestFlushPollMs = 100;

    private long _flushUntilMs;
    private int _flushPollMs;

    /// <summary>The stream is over, and not properly: the socket is reset, if wished not before its peer has what was sent to it.</summary>
    private void End(SocketEndKind kind, ResetCode code, bool flush)
    {
        if (_phase != Phase.Relaying)
            return;
        _phase = Phase.Flushing;
        _loop.Unschedule(this);
        Tell(kind, code);
        if (!flush || _writeFailed || !HasUnacknowledged())
        {
            Finish(reset: true);
            return;
        }

        _flushUntilMs = _loop.NowMs + (long)_options.ResetFlushTimeout.TotalMilliseconds;
        _flushPollMs = FirstFlushPollMs;
        _loop.Schedule(this, _loop.NowMs + _flushPollMs);
    }

    private void PollFlush()
    {
        // The bytes of a socket that dies meanwhile stay unacknowledged: its error tells.
        var pending = HasUnacknowledged() && TcpSocket.TakeError(_socket) == 0;
        if (!pending || _loop.NowMs >= _flushUntilMs)
        {
            Finish(reset: _phase == Phase.Flushing);
            return;
        }

        _flushPollMs = Math.Min(_flushPollMs * 2, LongestFlushPollMs);
        _loop.Schedule(this, _loop.NowMs + _flushPollMs);
    }

    private bool HasUnacknowledged()
    {
        if (_tls is { HasHeldOutput: true })
            _ = _tls.Flush();
        return _tls is { HasHeldOutput: true } || TcpSocket.UnacknowledgedBytes(_socket) > 0;
    }

    /// <summary>Both directions have ended. The kernel still delivers what it has; what TLS holds goes out first.</summary>
    private void Close()
    {
        if (_phase == Phase.Relaying)
        {
            _phase = Phase.Closing;
            _loop.Unschedule(this);
            Tell(SocketEndKind.Completed, ResetCode.None);
        }

        if (_tls is { HasHeldOutput: true } && !_writeFailed)
        {
            if (_flushUntilMs == 0)
                _flushUntilMs = _loop.NowMs + (long)_options.ResetFlushTimeout.TotalMilliseconds;
            _flushPollMs = LongestFlushPollMs;
            _loop.Schedule(this, _loop.NowMs + _flushPollMs);
            return;
        }

        Finish(reset: false);
    }

    private void Finish(bool reset)
    {
        if (_phase == Phase.Over)
            return;
        _phase = Phase.Over;
        _loop.Detach(this);
        _tls?.Dispose();
        TcpSocket.SetResetOnClose(_socket, reset);
        TcpSocket.Close(_socket);
    }

    private void Tell(SocketEndKind kind, ResetCode code) =>
        _owner.OnSocketEnded(this, new SocketEndResult(kind, code, _stream.BytesSent, _stream.BytesReceived));
}
