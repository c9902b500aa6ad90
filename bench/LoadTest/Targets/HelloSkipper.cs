namespace Connectivity.LoadTest.Targets;

/// <summary>Reads past a ClientHello of one TLS record (RFC 8446, 5.1), which nobody answers here.</summary>
internal struct HelloSkipper
{
    private const byte HandshakeRecord = 0x16;
    private const int HeaderBytes = 5;

    private int _position;
    private int _length;

    /// <summary>Gives what follows the hello; all of it where there is none.</summary>
    public ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        if (_position == 0 && bytes[0] != HandshakeRecord)
            return bytes;
        for (; _position < HeaderBytes && !bytes.IsEmpty; _position++, bytes = bytes[1..])
            _length = ((_length << 8) | bytes[0]) & 0xFFFF;
        var skipped = Math.Min(bytes.Length, HeaderBytes + _length - _position);
        if (_position < HeaderBytes || skipped <= 0)
            return bytes;
        _position += skipped;
        return bytes[skipped..];
    }
}
