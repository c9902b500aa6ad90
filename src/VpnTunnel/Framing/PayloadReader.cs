using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>Reads the fields of a payload from left to right. One that is not there makes <see cref="Failed"/> true, and all after it zero.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>Whether a field was missing or malformed.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether all fields were there and nothing follows them.</summary>
    public readonly bool EndedWell => !Failed && _rest.IsEmpty;

    public byte Byte() => Take(1) is { IsEmpty: false } bytes ? bytes[0] : (byte)0;

    public ushort UInt16() => Take(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint UInt32() => Take(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    public ulong UInt64() => Take(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;

    /// <summary>An offset or a limit: up to 2^62, so that sums cannot overflow.</summary>
    public long Offset()
    {
        var value = UInt64();
        if (value <= 1UL << 62)
            return (long)value;
        Failed = true;
        return 0;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || _rest.Length < length)
        {
            Failed = true;
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>A text8 whose length in bytes is within the bounds.</summary>
    public string Text8(int min, int max) => Text(Byte(), min, max);

    /// <summary>A text16 whose length in bytes is within the bounds.</summary>
    public string Text16(int max) => Text(UInt16(), 0, max);

    private string Text(int length, int min, int max)
    {
        var bytes = Take(length);
        if (Failed || length < min || length > max || !Utf8.IsValid(bytes))
        {
            Failed = true;
            return "";
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
