using System.Buffers.Binary;
using Connectivity.Shared;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>The eight bytes before every payload (protocol, section 2).</summary>
/// <param name="Type">The type; may be one that is not known.</param>
/// <param name="Flags">The flags.</param>
/// <param name="Length">Bytes of the payload that follows.</param>
/// <param name="Stream">The stream; 0 for a frame of the session.</param>
internal readonly record struct FrameHeader(FrameType Type, FrameFlags Flags, int Length, uint Stream)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 8;

    /// <summary>Most bytes of one DATA frame.</summary>
    public const int MaxData = 16 * 1024;

    /// <summary>Bytes before the data in a DATA frame's payload.</summary>
    public const int DataOffsetSize = 8;

    /// <summary>Most bytes of a payload.</summary>
    public const int MaxPayload = MaxData + DataOffsetSize;

    /// <summary>Most bytes of a whole frame.</summary>
    public const int MaxFrame = Size + MaxPayload;

    /// <summary>Reads a header and makes sure that its payload is there too.</summary>
    /// <param name="received">What was received and not consumed.</param>
    /// <param name="header">The header, when done.</param>
    /// <param name="error">Why it is invalid.</param>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out FrameHeader header, out FrameError error)
    {
        header = default;
        error = FrameError.None;
        if (received.Length < Size)
            return ReadStatus.NeedMore;
        var length = BinaryPrimitives.ReadUInt16BigEndian(received[2..]);
        if (length > MaxPayload)
        {
            error = FrameError.TooLong;
            return ReadStatus.Invalid;
        }

        header = new FrameHeader(
            (FrameType)received[0], (FrameFlags)received[1], length, BinaryPrimitives.ReadUInt32BigEndian(received[4..]));
        return received.Length < Size + length ? ReadStatus.NeedMore : ReadStatus.Done;
    }

    /// <summary>Writes the header; the destination has room for <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Type;
        destination[1] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Stream);
    }
}
