using System.Runtime.InteropServices;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>One message of a datagram from the kernel.</summary>
internal readonly ref struct NetlinkMessage
{
    /// <summary>One of <see cref="RouteNetlink"/>'s.</summary>
    public ushort Type { get; init; }

    /// <summary>The number of the request that this answers; 0 of what the kernel tells by itself.</summary>
    public uint Sequence { get; init; }

    /// <summary>All after the header.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Of an Error or Done message: 0 or the error number; EPROTO when it is cut.</summary>
    public int Error => Payload.Length < sizeof(int) ? 71 : -MemoryMarshal.Read<int>(Payload);
}

/// <summary>Walks the messages of a datagram (netlink(7)). Ends at the first one that is cut.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>The next message.</summary>
    public bool TryNext(out NetlinkMessage message)
    {
        message = default;
        if (_rest.Length < RouteNetlink.HeaderLength)
            return false;
        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < RouteNetlink.HeaderLength || length > (uint)_rest.Length)
            return false;
        message = new NetlinkMessage
        {
            Type = MemoryMarshal.Read<ushort>(_rest[4..]),
            Sequence = MemoryMarshal.Read<uint>(_rest[8..]),
            Payload = _rest[RouteNetlink.HeaderLength..(int)length],
        };
        _rest = _rest[Math.Min(_rest.Length, Aligned((int)length))..];
        return true;
    }

    /// <summary>A length, rounded up to where the next thing begins.</summary>
    public static int Aligned(int length) => (length + 3) & ~3;
}

/// <summary>Walks attributes (netlink(7)). Ends at the first one that is cut.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>The next attribute, its type without flags.</summary>
    public bool TryNext(out ushort type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (_rest.Length < RouteNetlink.AttributeHeaderLength)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < RouteNetlink.AttributeHeaderLength || length > _rest.Length)
            return false;
        type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & RouteNetlink.AttributeTypeMask);
        value = _rest[RouteNetlink.AttributeHeaderLength..length];
        _rest = _rest[Math.Min(_rest.Length, NetlinkReader.Aligned(length))..];
        return true;
    }

    /// <summary>The first attribute of a type; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        var all = new NetlinkAttributes(attributes);
        while (all.TryNext(out var found, out var value))
        {
            if (found == type)
                return value;
        }

        return default;
    }
}
