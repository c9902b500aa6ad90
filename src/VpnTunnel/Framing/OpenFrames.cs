using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>OPEN (protocol, section 2): the wish, and the credit for the agent's bytes.</summary>
internal static class OpenFrame
{
    /// <summary>Room that every OPEN fits in.</summary>
    public const int MaxFrame = FrameHeader.Size + 16 + 256 + 64;

    /// <summary>Length of a W3C traceparent; version 1 sends none.</summary>
    private const int TraceContextLength = 55;

    /// <summary>Reads the payload.</summary>
    public static FrameError Read(ReadOnlySpan<byte> payload, out OpenRequest request, out long limit)
    {
        var reader = new PayloadReader(payload);
        var kind = (StreamKind)reader.Byte();
        var streamClass = reader.Byte() == 1 ? StreamClass.Bulk : StreamClass.Interactive;
        var time = TimeSpan.FromMilliseconds(reader.UInt32());
        limit = reader.Offset();
        var port = reader.UInt16();
        var host = reader.Text8(0, byte.MaxValue);
        reader.Text8(0, TraceContextLength);
        request = new OpenRequest(kind, host, port, streamClass, time);
        var lacksTarget = kind == StreamKind.Tcp && (host.Length == 0 || port == 0);
        return reader.Failed || lacksTarget ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Writes the frame into a buffer of at least <see cref="MaxFrame"/> bytes; returns its length.</summary>
    public static int Write(Span<byte> frame, uint stream, OpenRequest request, long limit)
    {
        var writer = new PayloadWriter(frame);
        writer.Byte((byte)request.Kind);
        writer.Byte((byte)request.Class);
        writer.UInt32((uint)Math.Clamp(request.DialTime.TotalMilliseconds, 1, uint.MaxValue));
        writer.UInt64((ulong)limit);
        writer.UInt16(request.Port);
        writer.Text8(request.Host);
        writer.Byte(0);
        return writer.Finish(FrameType.Open, stream);
    }
}

/// <summary>OPEN_OK and OPEN_FAIL (protocol, section 2).</summary>
internal static class OpenAnswerFrames
{
    /// <summary>Greatest length of a failure's message in bytes.</summary>
    public const int MaxMessage = 512;

    /// <summary>Room that every answer fits in.</summary>
    public const int MaxFrame = FrameHeader.Size + 8 + MaxMessage;

    /// <summary>Reads the payload of OPEN_OK.</summary>
    public static FrameError ReadOk(ReadOnlySpan<byte> payload, out long limit, out string address)
    {
        var reader = new PayloadReader(payload);
        limit = reader.Offset();
        address = reader.Text8(0, byte.MaxValue);
        return reader.Failed ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Reads the payload of OPEN_FAIL. A code that is not known is <see cref="OpenFailure.Internal"/>.</summary>
    public static FrameError ReadFail(ReadOnlySpan<byte> payload, out OpenFailure failure, out string message)
    {
        var reader = new PayloadReader(payload);
        failure = (OpenFailure)reader.Byte();
        if (failure is OpenFailure.None or > OpenFailure.Internal)
            failure = OpenFailure.Internal;
        message = reader.Text16(MaxMessage);
        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes OPEN_OK into a buffer of at least <see cref="MaxFrame"/> bytes; returns its length.</summary>
    public static int WriteOk(Span<byte> frame, uint stream, long limit, string address)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64((ulong)limit);
        writer.Text8(address);
        return writer.Finish(FrameType.OpenOk, stream);
    }

    /// <summary>Writes OPEN_FAIL into a buffer of at least <see cref="MaxFrame"/> bytes; returns its length.</summary>
    public static int WriteFail(Span<byte> frame, uint stream, OpenFailure failure, string message)
    {
        var writer = new PayloadWriter(frame);
        writer.Byte((byte)failure);
        writer.Text16(message, MaxMessage);
        return writer.Finish(FrameType.OpenFail, stream);
    }
}
