using System.Buffers;
using Connectivity.Shared;
using Connectivity.Shared.Native;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>Bytes in and out. Nothing here allocates in steady state.</summary>
internal sealed unsafe partial class CarrierConnection
{
    private byte[]? _partial;
    private int _partialLength;

    private void Read()
    {
        var buffer = _host.Buffers.Read;
        var have = TakePartial(buffer);
        for (var turn = 0; ;)
        {
            var received = _tls.Receive(buffer + have, CarrierBuffers.ReadBytes - have);
            if (received <= 0)
            {
                KeepPartial(buffer, have);
                OnNothingReceived(received);
                return;
            }

            _link?.OnReceived();
            BytesReceived += received;
            have += received;
            turn += received;
            var consumed = Parse(new Span<byte>(buffer, have));
            if (_phase == Phase.Over)
                return;
            have -= consumed;
            if (have > 0 && consumed > 0)
                Buffer.MemoryCopy(buffer + consumed, buffer, CarrierBuffers.ReadBytes, have);
            if (_tls.IsDrained && !_ending)
            {
                _readable = false;
                break;
            }

            if (turn < TurnBytes)
                continue;
            _loop.Enqueue(this);
            break;
        }

        KeepPartial(buffer, have);
        _link?.Session.OfferRoom();
    }

    private void OnNothingReceived(int result)
    {
        if (result == -Errno.EAGAIN)
        {
            _readable = false;
            _link?.Session.OfferRoom();
        }
        else if (result == 0)
        {
            End(new CarrierEnd(CarrierEndKind.PeerClosed, _link?.Session.LastGoAway?.Reason.ToString() ?? ""));
        }
        else
        {
            End(new CarrierEnd(CarrierEndKind.Lost, _tls.FailureDetail ?? _tls.Failure.ToString()));
        }
    }

    /// <summary>Hands over all frames that are complete; returns the bytes they took.</summary>
    private int Parse(Span<byte> bytes)
    {
        var at = 0;
        while (_phase != Phase.Over)
        {
            var rest = bytes[at..];
            if (_phase == Phase.Preamble)
            {
                if (!TakePreamble(rest))
                    break;
                at += Preamble.Size;
                continue;
            }

            var status = FrameHeader.Read(rest, out var header, out var error);
            if (status == ReadStatus.NeedMore)
                break;
            if (status == ReadStatus.Done)
            {
                at += DataRun.Join(rest, ref header);
                error = OnFrame(header, rest.Slice(FrameHeader.Size, header.Length));
            }

            if (error != FrameError.None && _phase != Phase.Over)
                Break(error);
        }

        return at;
    }

    private bool TakePreamble(ReadOnlySpan<byte> bytes)
    {
        var status = Preamble.Read(bytes, out _, out var error);
        if (status == ReadStatus.Done)
            _phase = Phase.Hello;
        else if (status == ReadStatus.Invalid)
            Break(error);
        return status == ReadStatus.Done;
    }

    private FrameError OnFrame(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_phase == Phase.Running)
            return _link!.IsLost ? FrameError.None : _link.Session.OnFrame(_link, header, payload);
        if (header.Type == FrameType.GoAway && SessionFrames.ReadGoAway(payload, out var reason, out _, out var message) == FrameError.None)
        {
            End(new CarrierEnd(CarrierEndKind.RefusedByPeer, $"{reason} {message}".TrimEnd(), reason));
            return FrameError.None;
        }

        if (header.Type != FrameType.Hello || header.Stream != 0)
            return FrameError.OutOfOrder;
        _link = _greeter.OnHello(this, payload, out var error, out var refusal);
        if (_link is not null)
        {
            _phase = Phase.Running;
            _loop.Unschedule(this);
        }
        else if (error == FrameError.None)
        {
            Refuse(refusal);
        }

        return error;
    }

    private void Send()
    {
        if (_tls.HasHeldOutput && !Flush())
            return;
        if (_link is not { } link)
            return;
        _isSending = true;
        var buffer = _host.Buffers.Write;
        for (var turn = 0; turn < TurnBytes && _phase != Phase.Over;)
        {
            var length = link.Write(new Span<byte>(buffer, CarrierBuffers.WriteBytes));
            if (length == 0)
                break;
            turn += length;
            if (!SendAll(buffer, length))
                break;
            link.OnSent();
            link.Session.OfferRoom();
        }

        _isSending = false;
        if (_phase != Phase.Over && !_tls.HasHeldOutput && link.HasOutput)
            _loop.Enqueue(this);
    }

    /// <summary>False: nothing more can be sent now.</summary>
    private bool SendAll(byte* buffer, int length)
    {
        BytesSent += length;
        // TLS holds a whole buffer of ours when the socket takes nothing, and it held nothing before.
        for (var at = 0; at < length;)
        {
            var sent = _tls.Send(buffer + at, length - at, more: true);
            if (sent <= 0)
            {
                End(new CarrierEnd(CarrierEndKind.Lost, _tls.FailureDetail ?? "sending failed"));
                return false;
            }

            at += sent;
        }

        return Flush();
    }

    private bool Flush()
    {
        var result = _tls.Flush();
        if (result == 0)
            return true;
        if (result != -Errno.EAGAIN)
            End(new CarrierEnd(CarrierEndKind.Lost, _tls.FailureDetail ?? "sending failed"));
        return false;
    }

    private int TakePartial(byte* buffer)
    {
        if (_partial is null)
            return 0;
        var length = _partialLength;
        _partial.AsSpan(0, length).CopyTo(new Span<byte>(buffer, length));
        ReleasePartial();
        return length;
    }

    private void KeepPartial(byte* buffer, int length)
    {
        if (length == 0 || _phase == Phase.Over)
            return;
        _partial = ArrayPool<byte>.Shared.Rent(length);
        _partialLength = length;
        new ReadOnlySpan<byte>(buffer, length).CopyTo(_partial);
    }

    private void ReleasePartial()
    {
        if (_partial is { } partial)
            ArrayPool<byte>.Shared.Return(partial);
        _partial = null;
    }
}
