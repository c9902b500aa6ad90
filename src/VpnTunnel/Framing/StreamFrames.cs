using System.Buffers.Binary;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>DATA, WINDOW, FIN and RST (protocol, section 2): what a stream sends once it is there.</summary>
internal static class StreamFrames
{
    /// <summary>Bytes before the data in a DATA frame, header included.</summary>
    public const int DataHead = FrameHeader.Size + FrameHeader.DataOffsetSize;

    /// <summary>Bytes of a WINDOW frame.</summary>
    public const int WindowFrame = FrameHeader.Size + 16;

    /// <summary>Bytes of a FIN frame.</summary>
    public const int FinFrame = FrameHeader.Size + 8;

    /// <summary>Bytes of an RST frame.</summary>
    public const int ResetFrame = FrameHeader.Size + 9;

    /// <summary>Reads the payload of DATA.</summary>
    public static FrameError ReadData(ReadOnlySpan<byte> payload, out long offset, out ReadOnlySpan<byte> data)
    {
        var reader = new PayloadReader(payload);
        offset = reader.Offset();
        data = reader.Failed ? default : payload[FrameHeader.DataOffsetSize..];
        return data.IsEmpty ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Writes what comes before the data.</summary>
    public static void WriteDataHead(Span<byte> frame, uint stream, long offset, int length)
    {
        new FrameHeader(FrameType.Data, FrameFlags.None, FrameHeader.DataOffsetSize + length, stream).Write(frame);
        BinaryPrimitives.WriteInt64BigEndian(frame[FrameHeader.Size..], offset);
    }

    /// <summary>Reads the payload of WINDOW.</summary>
    public static FrameError ReadWindow(ReadOnlySpan<byte> payload, out long received, out long limit)
    {
        var reader = new PayloadReader(payload);
        received = reader.Offset();
        limit = reader.Offset();
        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes WINDOW; returns its length.</summary>
    public static int WriteWindow(Span<byte> frame, uint stream, long received, long limit)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64((ulong)received);
        writer.UInt64((ulong)limit);
        return writer.Finish(FrameType.Window, stream);
    }

    /// <summary>Reads the payload of FIN.</summary>
    public static FrameError ReadFin(ReadOnlySpan<byte> payload, out long offset)
    {
        var reader = new PayloadReader(payload);
        offset = reader.Offset();
        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes FIN; returns its length.</summary>
    public static int WriteFin(Span<byte> frame, uint stream, long offset)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64((ulong)offset);
        return writer.Finish(FrameType.Fin, stream);
    }

    /// <summary>Reads the payload of RST. A code that is not known is <see cref="ResetCode.Internal"/>.</summary>
    public static FrameError ReadReset(ReadOnlySpan<byte> payload, out ResetCode code, out long offset)
    {
        var reader = new PayloadReader(payload);
        code = (ResetCode)reader.Byte();
        if (code is ResetCode.None or > ResetCode.Internal)
            code = ResetCode.Internal;
        offset = reader.Offset();
        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes RST; returns its length.</summary>
    public static int WriteReset(Span<byte> frame, uint stream, ResetCode code, long offset, bool inOrder)
    {
        var writer = new PayloadWriter(frame);
        writer.Byte((byte)code);
        writer.UInt64((ulong)offset);
        return writer.Finish(FrameType.Reset, stream, inOrder ? FrameFlags.Last : FrameFlags.None);
    }
}
