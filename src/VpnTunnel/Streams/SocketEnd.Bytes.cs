using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>Bytes between the socket and the stream.</summary>
internal sealed unsafe partial class SocketEnd
{
    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        if (_writeFailed)
            return bytes.Length;
        if (!_writable)
            return 0;
        var taken = 0;
        fixed (byte* start = bytes)
        {
            while (taken < bytes.Length)
            {
                var sent = _tls is null ? TcpSocket.Send(_socket, start + taken, bytes.Length - taken) : _tls.Send(start + taken, bytes.Length - taken);
                if (sent < 0)
                {
                    if (sent == -Errno.EAGAIN)
                        WaitForRoom();
                    else
                        FailWriting();
                    break;
                }

                taken += sent;
            }
        }

        if (_tls is { HasHeldOutput: true } && !_writeFailed)
            WaitForRoom();
        if (taken > 0)
            _movedMs = _loop.NowMs;
        return _writeFailed ? bytes.Length : taken;
    }

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream)
    {
        _owesFin = true;
        SendOwedFin();
    }

    /// <summary>Reads as much as the stream has room for.</summary>
    private void Pull()
    {
        if (_phase != Phase.Relaying || _readEnded || !SendFirst())
            return;
        for (var turn = 0; _readable; )
        {
            var room = _stream.SendRoom;
            if (room == 0)
                return;
            int received;
            fixed (byte* scratch = _loop.Scratch)
            {
                var wanted = Math.Min(room, EventLoop.ScratchBytes);
                received = _tls is null ? TcpSocket.Receive(_socket, scratch, wanted) : _tls.Receive(scratch, wanted);
                if (received > 0)
                {
                    _stream.Send(new ReadOnlySpan<byte>(scratch, received));
                    // A read that was not filled has emptied the socket; an end behind the bytes shows in the next.
                    _readable = _ending || (_tls is null ? received == wanted : !_tls.IsDrained);
                }
            }

            if (received <= 0)
            {
                OnNothingReceived(received);
                return;
            }

            turn += received;
            _movedMs = _loop.NowMs;
            if (turn < TurnBytes || !_readable)
                continue;
            _loop.Enqueue(this);
            return;
        }
    }

    private void OnNothingReceived(int result)
    {
        if (result == -Errno.EAGAIN)
        {
            // An end would have shown; one that comes later is told by an event of its own.
            _readable = _ending = false;
            return;
        }

        _readEnded = true;
        if (result == 0 && !_writeFailed)
        {
            _stream.SendFin();
            if (_phase == Phase.Relaying)
                ScheduleHalfClose();
            return;
        }

        // What had arrived before the reset was sent on; the reset follows behind it.
        var timedOut = result is -Errno.ETIMEDOUT or -Errno.EHOSTUNREACH or -Errno.ENETUNREACH;
        var code = timedOut ? ResetCode.EndpointTimedOut : ResetCode.EndpointReset;
        _stream.SendReset(code);
        End(timedOut ? SocketEndKind.SocketTimedOut : SocketEndKind.SocketReset, code, flush: false);
    }

    /// <summary>Sends the bytes that came before this had the socket. False: some are left.</summary>
    private bool SendFirst()
    {
        while (_firstAt < _first.Length)
        {
            var room = _stream.SendRoom;
            if (room == 0)
                return false;
            var length = Math.Min(room, _first.Length - _firstAt);
            _stream.Send(_first.AsSpan(_firstAt, length));
            _firstAt += length;
        }

        (_first, _firstAt) = ([], 0);
        return true;
    }

    private void OnWritable()
    {
        _writable = true;
        if (_tls is { HasHeldOutput: true } && !FlushTls())
            return;
        if (_phase == Phase.Closing)
            Close();
        if (_phase != Phase.Relaying)
            return;
        SendOwedFin();
        if (!_writeEnded)
            _stream.DeliverPending();
    }

    private bool FlushTls()
    {
        var result = _tls!.Flush();
        if (result == 0)
            return true;
        if (result == -Errno.EAGAIN)
            _writable = false;
        else
            FailWriting();
        return false;
    }

    private void SendOwedFin()
    {
        if (!_owesFin || _writeEnded || _writeFailed)
            return;
        if (_tls is not null && _tls.EndSending() is < 0 and var error)
        {
            if (error == -Errno.EAGAIN)
                WaitForRoom();
            else
                FailWriting();
            return;
        }

        _writeEnded = true;
        _ = TcpSocket.ShutdownSend(_socket);
        if (_phase == Phase.Relaying)
            ScheduleHalfClose();
    }

    /// <summary>Nothing can be sent any more. What the socket's peer had sent before is still read, up to the reset behind it.</summary>
    private void FailWriting()
    {
        _writeFailed = _readable = _ending = true;
        if (_phase == Phase.Relaying)
            _loop.Enqueue(this);
        else if (_phase == Phase.Closing)
            Finish(reset: true);
    }

    private void WaitForRoom()
    {
        _writable = false;
        if (_watchesWritable)
            return;
        _watchesWritable = true;
        if (_loop.WatchWritable(this, Leg, _socket) < 0)
            FailWriting();
    }
}
