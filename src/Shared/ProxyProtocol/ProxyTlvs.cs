using System.Buffers.Binary;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>One extension of a version 2 header.</summary>
public readonly ref struct ProxyTlv
{
    internal ProxyTlv(byte type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>The type, see <see cref="ProxyTlvType"/>; others are the sender's own.</summary>
    public byte Type { get; }

    /// <summary>The value, opaque and possibly empty. It is part of the received bytes and lives as long as they do.</summary>
    public ReadOnlySpan<byte> Value { get; }
}

/// <summary>
/// The extensions of a version 2 header in the order in which they were sent (PROXY protocol, section 2.2.1). Their lengths are
/// checked before this is made, so walking over them cannot fail.
/// </summary>
public readonly ref struct ProxyTlvs
{
    internal const int HeadLength = 3;

    private readonly ReadOnlySpan<byte> _bytes;

    internal ProxyTlvs(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>The extensions as they were sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Finds the first extension of a type.</summary>
    public bool TryGet(byte type, out ReadOnlySpan<byte> value)
    {
        foreach (var tlv in this)
        {
            if (tlv.Type != type)
                continue;
            value = tlv.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Walks over the extensions.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Walks over extensions.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The extension at hand.</summary>
        public ProxyTlv Current { get; private set; }

        /// <summary>Goes to the next extension.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[1..]);
            Current = new ProxyTlv(_rest[0], _rest.Slice(HeadLength, length));
            _rest = _rest[(HeadLength + length)..];
            return true;
        }
    }
}
