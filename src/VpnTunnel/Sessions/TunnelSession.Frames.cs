using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>What each frame means.</summary>
internal sealed partial class TunnelSession
{
    private readonly IStreamAcceptor? _acceptor;

    /// <summary>A frame came over a carrier of this session.</summary>
    /// <returns>What is wrong with it: the carrier is to be closed.</returns>
    public FrameError OnFrame(CarrierLink carrier, in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.Type is >= FrameType.Open and <= FrameType.Reset)
            return header.Stream == 0 ? FrameError.WrongStream : OnStreamFrame(carrier, header, payload);
        if (header.Stream != 0 && header.Type <= FrameType.Members)
            return FrameError.WrongStream;
        if (!carrier.HasResumed && header.Type is not (FrameType.Resume or FrameType.Ping or FrameType.GoAway))
            return FrameError.OutOfOrder;
        switch (header.Type)
        {
            case FrameType.Resume:
                return OnResume(carrier, payload, header.Flags.HasFlag(FrameFlags.Last));
            case FrameType.Ping:
                var ping = SessionFrames.ReadPing(payload, out var asked);
                if (ping == FrameError.None)
                    carrier.SendPong(asked);
                return ping;
            case FrameType.Pong:
                var pong = SessionFrames.ReadPing(payload, out var answered);
                carrier.OnPong(answered);
                return pong;
            case FrameType.GoAway:
                return OnGoAway(payload);
            case FrameType.Advert:
                return OnAdvert(payload);
            case FrameType.Members:
                return OnMembers(payload);
            case FrameType.Hello:
                return FrameError.OutOfOrder;
            default:
                return header.Flags.HasFlag(FrameFlags.Critical) ? FrameError.CriticalUnknown : FrameError.None;
        }
    }

    private FrameError OnStreamFrame(CarrierLink carrier, in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!carrier.HasResumed)
            return FrameError.OutOfOrder;
        _streams.TryGetValue(header.Stream, out var stream);
        return header.Type switch
        {
            FrameType.Open => OnOpen(carrier, header.Stream, stream, payload),
            FrameType.OpenOk => OnOpenOk(carrier, header.Stream, stream, payload),
            FrameType.OpenFail => OnOpenFail(stream, payload),
            FrameType.Data => OnData(carrier, header.Stream, stream, payload),
            FrameType.Window => OnWindow(carrier, header.Stream, stream, payload),
            FrameType.Fin => OnFin(carrier, header.Stream, stream, payload),
            _ => OnReset(carrier, header, stream, payload),
        };
    }

    private FrameError OnOpen(CarrierLink carrier, uint id, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        if (Role != SessionRole.Agent)
            return FrameError.WrongDirection;
        var error = OpenFrame.Read(payload, out var request, out var limit);
        if (error != FrameError.None)
            return error;
        if (stream is not null)
        {
            if (stream.Carrier is null)
                stream.Use(carrier);
            stream.RepeatAnswer();
            return FrameError.None;
        }

        if (Abandoned.TryGet(id, out var failure))
        {
            carrier.SendOpenFail(id, failure, "");
            return FrameError.None;
        }

        if (NewStream(id, request) is not { } added)
        {
            carrier.SendOpenFail(id, OpenFailure.TooManyDials, "the session has as many streams as it may");
            return FrameError.None;
        }

        added.Use(carrier);
        added.OnWindow(0, limit);
        _acceptor!.OnOpen(added, request);
        return FrameError.None;
    }

    private FrameError OnOpenOk(CarrierLink carrier, uint id, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        if (Role != SessionRole.Server)
            return FrameError.WrongDirection;
        var error = OpenAnswerFrames.ReadOk(payload, out var limit, out var address);
        if (error == FrameError.None && stream is not null)
            stream.OnOpenOk(limit, address);
        return Unknown(carrier, id, stream, error);
    }

    private FrameError OnOpenFail(TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        if (Role != SessionRole.Server)
            return FrameError.WrongDirection;
        var error = OpenAnswerFrames.ReadFail(payload, out var failure, out var message);
        if (error == FrameError.None)
            stream?.OnOpenFail(failure, message);
        return error;
    }

    private FrameError OnData(CarrierLink carrier, uint id, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        var error = StreamFrames.ReadData(payload, out var offset, out var data);
        if (error == FrameError.None && stream is not null)
            error = stream.OnData(offset, data);
        return Unknown(carrier, id, stream, error);
    }

    private FrameError OnWindow(CarrierLink carrier, uint id, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        var error = StreamFrames.ReadWindow(payload, out var received, out var limit);
        if (error == FrameError.None && stream is not null)
            error = stream.OnWindow(received, limit);
        // The last word about a stream is not answered, or two sides that are both done with it would go on for ever.
        return Ended.TryGet(id, out _, out _) ? error : Unknown(carrier, id, stream, error);
    }

    private FrameError OnFin(CarrierLink carrier, uint id, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        var error = StreamFrames.ReadFin(payload, out var offset);
        if (error == FrameError.None && stream is not null)
            error = stream.OnMarker(EndMarker.Fin, ResetCode.None, offset);
        return Unknown(carrier, id, stream, error);
    }

    private FrameError OnReset(CarrierLink carrier, in FrameHeader header, TunnelStream? stream, ReadOnlySpan<byte> payload)
    {
        var error = StreamFrames.ReadReset(payload, out var code, out var offset);
        var inOrder = header.Flags.HasFlag(FrameFlags.Last);
        if (error != FrameError.None)
            return error;
        if (stream is null)
        {
            // One in order waits for its acknowledgement; it may have been lost with a carrier.
            return inOrder ? Unknown(carrier, header.Stream, stream, error) : FrameError.None;
        }

        if (inOrder)
            return stream.OnMarker(EndMarker.Reset, code, offset);
        if (!stream.IsSettled)
            stream.Fail(code);
        return FrameError.None;
    }

    private FrameError Unknown(CarrierLink carrier, uint id, TunnelStream? stream, FrameError error)
    {
        if (stream is null && error == FrameError.None)
            SayUnknown(carrier, id);
        return error;
    }

    /// <summary>Of a stream that has ended properly the last word is repeated; of any other there is nothing but a reset.</summary>
    private void SayUnknown(CarrierLink carrier, uint id)
    {
        if (Ended.TryGet(id, out var received, out var limit))
            carrier.SendWindow(id, received, limit);
        else
            carrier.SendReset(id, ResetCode.UnknownStream);
    }

    private FrameError OnGoAway(ReadOnlySpan<byte> payload)
    {
        var error = SessionFrames.ReadGoAway(payload, out var reason, out var time, out var message);
        if (error != FrameError.None)
            return error;
        if (reason == GoAwayReason.Draining)
            IsPeerDraining = true;
        LastGoAway = new GoAwayNotice(reason, time, message);
        return FrameError.None;
    }

    private FrameError OnAdvert(ReadOnlySpan<byte> payload)
    {
        if (Role != SessionRole.Server)
            return FrameError.WrongDirection;
        var error = SessionFrames.ReadAdvert(payload, out IReadOnlyList<SourceRange> prefixes);
        if (error == FrameError.None)
            PeerPrefixes = prefixes;
        return error;
    }

    private FrameError OnMembers(ReadOnlySpan<byte> payload)
    {
        if (Role != SessionRole.Agent)
            return FrameError.WrongDirection;
        var error = SessionFrames.ReadMembers(payload, out var ids);
        if (error == FrameError.None)
            PeerMembers = ids;
        return error;
    }

    /// <summary>The last GOAWAY of the peer; null before any.</summary>
    public GoAwayNotice? LastGoAway { get; private set; }
}

/// <summary>What a GOAWAY said.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Time">How long open streams have.</param>
/// <param name="Message">In words; from the peer, so not to be trusted.</param>
internal sealed record GoAwayNotice(GoAwayReason Reason, TimeSpan Time, string Message);
