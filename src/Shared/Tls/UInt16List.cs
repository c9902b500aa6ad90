using System.Buffers.Binary;

namespace Connectivity.Shared.Tls;

/// <summary>A list of 16-bit code points as TLS sends it: big-endian, one after the other.</summary>
public readonly ref struct UInt16List
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal UInt16List(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>How many code points there are.</summary>
    public int Count => _bytes.Length / sizeof(ushort);

    /// <summary>The code point at <paramref name="index"/>, from 0.</summary>
    public ushort this[int index] => BinaryPrimitives.ReadUInt16BigEndian(_bytes.Slice(index * sizeof(ushort), sizeof(ushort)));
}
