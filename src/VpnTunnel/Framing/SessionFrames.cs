using Connectivity.Shared.Addressing;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>PING, PONG, GOAWAY, ADVERT and MEMBERS (protocol, section 2).</summary>
internal static class SessionFrames
{
    /// <summary>Bytes of PING and PONG.</summary>
    public const int PingFrame = FrameHeader.Size + 8;

    /// <summary>Room that every GOAWAY fits in.</summary>
    public const int MaxGoAwayFrame = FrameHeader.Size + 5 + 256;

    /// <summary>Most prefixes of an ADVERT.</summary>
    public const int MaxPrefixes = 256;

    /// <summary>Room that every ADVERT fits in.</summary>
    public const int MaxAdvertFrame = FrameHeader.Size + 2 + (MaxPrefixes * 18);

    /// <summary>Most servers of a MEMBERS.</summary>
    public const int MaxMembers = 64;

    /// <summary>Room that every MEMBERS fits in.</summary>
    public const int MaxMembersFrame = FrameHeader.Size + 2 + (MaxMembers * (1 + AgentHello.MaxId));

    /// <summary>Reads the payload of PING or PONG.</summary>
    public static FrameError ReadPing(ReadOnlySpan<byte> payload, out ulong value)
    {
        var reader = new PayloadReader(payload);
        value = reader.UInt64();
        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes PING or PONG; returns its length.</summary>
    public static int WritePing(Span<byte> frame, FrameType type, ulong value)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt64(value);
        return writer.Finish(type);
    }

    /// <summary>Reads the payload of GOAWAY. A reason that is not known is <see cref="GoAwayReason.Internal"/>.</summary>
    public static FrameError ReadGoAway(ReadOnlySpan<byte> payload, out GoAwayReason reason, out TimeSpan time, out string message)
    {
        var reader = new PayloadReader(payload);
        reason = (GoAwayReason)reader.Byte();
        if (reason is GoAwayReason.None or > GoAwayReason.Internal)
            reason = GoAwayReason.Internal;
        time = TimeSpan.FromMilliseconds(reader.UInt32());
        message = reader.Text8(0, byte.MaxValue);
        return reader.Failed ? FrameError.PayloadMalformed : FrameError.None;
    }

    /// <summary>Writes GOAWAY; returns its length.</summary>
    public static int WriteGoAway(Span<byte> frame, GoAwayReason reason, TimeSpan time, string message)
    {
        var writer = new PayloadWriter(frame);
        writer.Byte((byte)reason);
        writer.UInt32((uint)Math.Clamp(time.TotalMilliseconds, 0, uint.MaxValue));
        writer.Text8(message);
        return writer.Finish(FrameType.GoAway);
    }

    /// <summary>Reads the payload of ADVERT.</summary>
    public static FrameError ReadAdvert(ReadOnlySpan<byte> payload, out IReadOnlyList<SourceRange> prefixes)
    {
        var reader = new PayloadReader(payload);
        int count = reader.UInt16();
        var read = new List<SourceRange>(Math.Min(count, MaxPrefixes));
        prefixes = read;
        if (count > MaxPrefixes)
            return FrameError.PayloadMalformed;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadPrefix(ref reader, out var prefix))
                return FrameError.PayloadMalformed;
            read.Add(prefix);
        }

        return reader.EndedWell ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes ADVERT; returns its length. At most <see cref="MaxPrefixes"/> prefixes.</summary>
    public static int WriteAdvert(Span<byte> frame, IReadOnlyList<SourceRange> prefixes)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt16(prefixes.Count);
        foreach (var prefix in prefixes)
        {
            writer.Byte(prefix.IsIPv4 ? (byte)4 : (byte)6);
            writer.Byte((byte)prefix.PrefixLength);
            var address = prefix.FirstAddress;
            if (!prefix.IsIPv4)
                writer.UInt64(address.High);
            if (prefix.IsIPv4)
                writer.UInt32(address.IPv4);
            else
                writer.UInt64(address.Low);
        }

        return writer.Finish(FrameType.Advert);
    }

    /// <summary>Reads the payload of MEMBERS.</summary>
    public static FrameError ReadMembers(ReadOnlySpan<byte> payload, out IReadOnlyList<string> ids)
    {
        var reader = new PayloadReader(payload);
        int count = reader.UInt16();
        var read = new List<string>(Math.Min(count, MaxMembers));
        ids = read;
        for (var i = 0; i < count && !reader.Failed; i++)
            read.Add(reader.Text8(1, AgentHello.MaxId));
        return reader.EndedWell && count <= MaxMembers ? FrameError.None : FrameError.PayloadMalformed;
    }

    /// <summary>Writes MEMBERS; returns its length. At most <see cref="MaxMembers"/> ids.</summary>
    public static int WriteMembers(Span<byte> frame, IReadOnlyList<string> ids)
    {
        var writer = new PayloadWriter(frame);
        writer.UInt16(ids.Count);
        foreach (var id in ids)
            writer.Text8(id);
        return writer.Finish(FrameType.Members);
    }

    private static bool TryReadPrefix(ref PayloadReader reader, out SourceRange prefix)
    {
        var family = reader.Byte();
        var length = reader.Byte();
        var address = reader.Take(family == 4 ? 4 : 16);
        prefix = default;
        if (reader.Failed || family is not (4 or 6))
            return false;
        var first = family == 4 ? SocketEndpoint.FromIPv4(address, 0) : SocketEndpoint.FromIPv6(address, 0);
        return first.IsIPv4 == (family == 4) && SourceRange.TryCreate(first, length, out prefix);
    }
}
