using System.Buffers.Binary;
using System.Text;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>Writes a frame: first its fields, then the header before them. The caller's buffer has room.</summary>
internal ref struct PayloadWriter(Span<byte> frame)
{
    private readonly Span<byte> _frame = frame;
    private int _at = FrameHeader.Size;

    public void Byte(byte value) => _frame[_at++] = value;

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_frame[_at..], (ushort)value);
        _at += 2;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_frame[_at..], value);
        _at += 4;
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_frame[_at..], value);
        _at += 8;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_frame[_at..]);
        _at += bytes.Length;
    }

    /// <summary>Writes a text8, cut at a character when longer than 255 bytes.</summary>
    public void Text8(ReadOnlySpan<char> text)
    {
        var length = Encode(text, _frame.Slice(_at + 1, Math.Min(byte.MaxValue, _frame.Length - _at - 1)));
        _frame[_at] = (byte)length;
        _at += 1 + length;
    }

    /// <summary>Writes a text16, cut at a character when longer than <paramref name="max"/> bytes.</summary>
    public void Text16(ReadOnlySpan<char> text, int max)
    {
        var length = Encode(text, _frame.Slice(_at + 2, Math.Min(max, _frame.Length - _at - 2)));
        BinaryPrimitives.WriteUInt16BigEndian(_frame[_at..], (ushort)length);
        _at += 2 + length;
    }

    /// <summary>Writes the header and gives the frame's length.</summary>
    public readonly int Finish(FrameType type, uint stream = 0, FrameFlags flags = FrameFlags.None)
    {
        new FrameHeader(type, flags, _at - FrameHeader.Size, stream).Write(_frame);
        return _at;
    }

    private static int Encode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        System.Text.Unicode.Utf8.FromUtf16(text, destination, out _, out var written);
        return written;
    }
}
