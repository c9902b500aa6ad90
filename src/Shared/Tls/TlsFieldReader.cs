using System.Buffers.Binary;

namespace Connectivity.Shared.Tls;

/// <summary>
/// Takes fields off the front of a TLS structure (presentation language of RFC 8446, section 3). A read that would run past the end
/// returns false and takes nothing that could be used.
/// </summary>
internal ref struct TlsFieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public bool TryReadByte(out byte value)
    {
        if (!TryRead(1, out var bytes))
        {
            value = 0;
            return false;
        }

        value = bytes[0];
        return true;
    }

    public bool TryReadUInt16(out ushort value) =>
        TryRead(sizeof(ushort), out var bytes) ? BinaryPrimitives.TryReadUInt16BigEndian(bytes, out value) : Fail(out value);

    public bool TryRead(int length, out ReadOnlySpan<byte> value)
    {
        if (length > _rest.Length)
        {
            value = default;
            return false;
        }

        value = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>Takes a vector with a length of one byte before it.</summary>
    public bool TryReadVector8(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadByte(out var length) && TryRead(length, out value);
    }

    /// <summary>Takes a vector with a length of two bytes before it.</summary>
    public bool TryReadVector16(out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryReadUInt16(out var length) && TryRead(length, out value);
    }

    private static bool Fail(out ushort value)
    {
        value = 0;
        return false;
    }
}
