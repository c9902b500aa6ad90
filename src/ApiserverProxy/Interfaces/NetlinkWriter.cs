using System.Runtime.InteropServices;

namespace Connectivity.ApiserverProxy.Interfaces;

/// <summary>
/// Writes one netlink message into memory of the caller's (netlink(7)): header, fixed part, attributes. Numbers are in the machine's order, and
/// every attribute begins at a multiple of four.
/// </summary>
internal ref struct NetlinkWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Begins a message; <see cref="Finish"/> completes it.</summary>
    /// <exception cref="ArgumentException">Here and in all methods: the memory is too small.</exception>
    public NetlinkWriter(Span<byte> buffer, ushort type, ushort flags, uint sequence)
    {
        if (buffer.Length < RouteNetlink.HeaderLength)
            throw new ArgumentException("There is no room for a message.", nameof(buffer));
        _buffer = buffer;
        buffer[..RouteNetlink.HeaderLength].Clear();
        MemoryMarshal.Write(buffer[4..], type);
        MemoryMarshal.Write(buffer[6..], flags);
        MemoryMarshal.Write(buffer[8..], sequence);
        _length = RouteNetlink.HeaderLength;
    }

    /// <summary>Room for the fixed part that follows the header, zeroed.</summary>
    public Span<byte> Fixed(int length) => Take(length);

    /// <summary>Adds an attribute.</summary>
    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        var start = Begin(type);
        value.CopyTo(Take(value.Length));
        End(start);
    }

    /// <summary>Begins an attribute whose value is further attributes.</summary>
    /// <returns>What <see cref="End"/> needs.</returns>
    public int Begin(ushort type)
    {
        var start = _length;
        MemoryMarshal.Write(Take(RouteNetlink.AttributeHeaderLength)[2..], type);
        return start;
    }

    /// <summary>Completes an attribute.</summary>
    public void End(int start)
    {
        MemoryMarshal.Write(_buffer[start..], checked((ushort)(_length - start)));
        Take(-_length & 3);
    }

    /// <summary>Completes the message.</summary>
    public readonly ReadOnlySpan<byte> Finish()
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        return _buffer[.._length];
    }

    private Span<byte> Take(int length)
    {
        if (_buffer.Length - _length < length)
            throw new ArgumentException("There is no room for the message.", nameof(length));
        var taken = _buffer.Slice(_length, length);
        taken.Clear();
        _length += length;
        return taken;
    }
}
