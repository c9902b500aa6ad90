namespace Connectivity.VpnTunnel.Framing;

/// <summary>What RESUME tells of one stream (protocol, section 5).</summary>
/// <param name="Stream">The stream.</param>
/// <param name="IsOpen">State 2: the answer to OPEN was given or received. Else state 1.</param>
/// <param name="Received">What the sender of RESUME has received.</param>
/// <param name="Limit">What it has credited.</param>
internal readonly record struct ResumeEntry(uint Stream, bool IsOpen, long Received, long Limit);

/// <summary>RESUME (protocol, sections 2 and 5), in as many parts as it takes.</summary>
internal static class ResumeFrame
{
    /// <summary>The lost slot where none was lost.</summary>
    public const byte NoSlot = 0xFF;

    /// <summary>Most streams of one part.</summary>
    public const int MaxEntries = 700;

    private const int Head = 7;
    private const int EntrySize = 21;
    private const byte Opening = 1;
    private const byte Open = 2;

    /// <summary>Reads what comes before the entries, and checks that they are all there.</summary>
    public static FrameError ReadHead(ReadOnlySpan<byte> payload, out byte lostSlot, out uint lostAttempt, out int count)
    {
        var reader = new PayloadReader(payload);
        lostSlot = reader.Byte();
        lostAttempt = reader.UInt32();
        count = reader.UInt16();
        return reader.Failed || count > MaxEntries || payload.Length != Head + (count * EntrySize)
            ? FrameError.PayloadMalformed
            : FrameError.None;
    }

    /// <summary>Reads one entry of a payload whose head was read.</summary>
    public static FrameError ReadEntry(ReadOnlySpan<byte> payload, int index, out ResumeEntry entry)
    {
        var reader = new PayloadReader(payload.Slice(Head + (index * EntrySize), EntrySize));
        var stream = reader.UInt32();
        var state = reader.Byte();
        entry = new ResumeEntry(stream, state == Open, reader.Offset(), reader.Offset());
        return reader.EndedWell && stream != 0 && state is Opening or Open ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Bytes of a part with so many entries.</summary>
    public static int Length(int entries) => FrameHeader.Size + Head + (entries * EntrySize);

    /// <summary>Writes a part; the buffer has room for <see cref="Length"/>.</summary>
    public static int Write(Span<byte> frame, byte lostSlot, uint lostAttempt, ReadOnlySpan<ResumeEntry> entries, bool last)
    {
        var writer = new PayloadWriter(frame);
        writer.Byte(lostSlot);
        writer.UInt32(lostAttempt);
        writer.UInt16(entries.Length);
        foreach (var entry in entries)
        {
            writer.UInt32(entry.Stream);
            writer.Byte(entry.IsOpen ? Open : Opening);
            writer.UInt64((ulong)entry.Received);
            writer.UInt64((ulong)entry.Limit);
        }

        return writer.Finish(FrameType.Resume, flags: last ? FrameFlags.Last : FrameFlags.None);
    }
}
