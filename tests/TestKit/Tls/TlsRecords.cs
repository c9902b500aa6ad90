namespace Connectivity.TestKit.Tls;

/// <summary>Writes plaintext TLS records (RFC 8446, section 5.1).</summary>
public static class TlsRecords
{
    /// <summary>The most content a plaintext record may have.</summary>
    public const int MaxContent = 1 << 14;

    private const byte Handshake = 22;
    private const int HeaderLength = 5;

    /// <summary>
    /// Cuts a handshake message into records. Each size is that of a record in turn, the last one counts for all that follow.
    /// </summary>
    public static byte[] Cut(ReadOnlySpan<byte> message, ushort version, params int[] sizes)
    {
        var records = new List<byte>();
        for (var i = 0; !message.IsEmpty; i++)
        {
            var size = sizes.Length == 0 ? MaxContent : sizes[Math.Min(i, sizes.Length - 1)];
            var content = message[..Math.Min(size, message.Length)];
            records.AddRange(Record(Handshake, version, content));
            message = message[content.Length..];
        }

        return [.. records];
    }

    /// <summary>One record of any type, of any length that its header can hold.</summary>
    public static byte[] Record(byte type, ushort version, ReadOnlySpan<byte> content) =>
        [type, .. WireList.UInt16s(version, checked((ushort)content.Length)), .. content];

    /// <summary>
    /// The content of the handshake records at the beginning of some bytes, the last of which may be cut short: the reverse of
    /// <see cref="Cut"/>.
    /// </summary>
    public static byte[] Join(ReadOnlySpan<byte> records)
    {
        var message = new List<byte>();
        while (!records.IsEmpty && records[0] == Handshake)
        {
            var length = Math.Min((records[3] << 8) | records[4], records.Length - HeaderLength);
            message.AddRange(records.Slice(HeaderLength, length));
            records = records[(HeaderLength + length)..];
        }

        return [.. message];
    }
}
