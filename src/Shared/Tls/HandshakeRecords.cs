using System.Buffers.Binary;

namespace Connectivity.Shared.Tls;

/// <summary>Where a complete handshake message lies in the received bytes.</summary>
/// <param name="FirstBody">Offset of the message's first byte after its 4-byte header, where the header is in one record with it.</param>
/// <param name="End">Offset after the message's last byte.</param>
/// <param name="BodyLength">Length of the message without its header.</param>
/// <param name="RecordCount">How many records the message touches.</param>
internal readonly record struct HandshakeLayout(int FirstBody, int End, int BodyLength, int RecordCount);

/// <summary>The record layer below a ClientHello (RFC 8446, section 5.1): finds the message and puts it together.</summary>
internal static class HandshakeRecords
{
    private const int RecordHeaderLength = 5;
    private const int MessageHeaderLength = 4;
    private const int MaxPlaintext = 1 << 14;

    // Version, random, the lengths of session id and cipher suites, one suite, one compression method with its length.
    private const int LeastBodyLength = 2 + 32 + 1 + 2 + 2 + 1 + 1;

    /// <summary>Goes from record header to record header until the first handshake message is complete.</summary>
    public static ReadStatus Scan(ReadOnlySpan<byte> received, in ClientHelloLimits limits, out HandshakeLayout layout, out ClientHelloError error)
    {
        layout = default;
        error = ClientHelloError.None;
        Span<byte> header = stackalloc byte[MessageHeaderLength];
        header.Clear();
        var (offset, collected, needed) = (0, 0, int.MaxValue);
        for (var records = 1; ; records++)
        {
            if (records > limits.MaxRecords)
                return Refuse(ClientHelloError.TooManyRecords, out error);
            error = ReadRecordHeader(received[offset..], isFirst: records == 1, out var length);
            if (error != ClientHelloError.None)
                return ReadStatus.Invalid;
            if (length == 0)
                return ReadStatus.NeedMore;

            offset += RecordHeaderLength;
            var fragment = received.Slice(offset, Math.Min(length, received.Length - offset));
            if (collected < MessageHeaderLength && !fragment.IsEmpty)
            {
                error = ReadMessageHeader(fragment, collected, header, limits, out needed);
                if (error != ClientHelloError.None)
                    return ReadStatus.Invalid;
            }

            if (fragment.Length >= needed - collected)
            {
                var end = offset + needed - collected;
                layout = new HandshakeLayout(RecordHeaderLength + MessageHeaderLength, end, needed - MessageHeaderLength, records);
                return ReadStatus.Done;
            }

            if (fragment.Length < length)
                return ReadStatus.NeedMore;
            offset += length;
            collected += length;
        }
    }

    /// <summary>Copies the message's fragments together, without the message's header.</summary>
    public static ReadOnlySpan<byte> Reassemble(ReadOnlySpan<byte> received, scoped in HandshakeLayout layout, Span<byte> destination)
    {
        var body = destination[..layout.BodyLength];
        var (offset, skip, written) = (0, MessageHeaderLength, 0);
        while (written < body.Length)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(received[(offset + 3)..]);
            offset += RecordHeaderLength;
            var skipped = Math.Min(skip, length);
            var copied = Math.Min(length - skipped, body.Length - written);
            received.Slice(offset + skipped, copied).CopyTo(body[written..]);
            skip -= skipped;
            written += copied;
            offset += length;
        }

        return body;
    }

    /// <summary>Checks as much of a record's header as has arrived; the length is 0 until all of it has.</summary>
    private static ClientHelloError ReadRecordHeader(ReadOnlySpan<byte> bytes, bool isFirst, out int length)
    {
        length = 0;
        if (bytes.Length >= 1 && bytes[0] != TlsCodePoints.HandshakeRecord)
            return isFirst ? ForeignProtocol.Classify(bytes) : ClientHelloError.InterleavedRecord;
        if (bytes.Length >= 2 && bytes[1] != TlsCodePoints.MajorVersion)
            return ClientHelloError.RecordVersion;
        if (bytes.Length >= 4 && bytes[3] > MaxPlaintext >> 8)
            return ClientHelloError.RecordTooLong;
        if (bytes.Length < RecordHeaderLength)
            return ClientHelloError.None;

        length = BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]);
        return length switch
        {
            0 => ClientHelloError.ZeroLengthRecord,
            > MaxPlaintext => ClientHelloError.RecordTooLong,
            _ => ClientHelloError.None,
        };
    }

    /// <summary>
    /// Adds a fragment's bytes to the message's header and checks what there is of it. Bytes not yet there count as zero, so a length
    /// over the limit shows at its first byte that makes it so.
    /// </summary>
    private static ClientHelloError ReadMessageHeader(
        ReadOnlySpan<byte> fragment,
        int collected,
        Span<byte> header,
        in ClientHelloLimits limits,
        out int needed)
    {
        needed = int.MaxValue;
        var taken = Math.Min(fragment.Length, MessageHeaderLength - collected);
        fragment[..taken].CopyTo(header[collected..]);
        if (header[0] != TlsCodePoints.ClientHelloMessage)
            return ClientHelloError.NotClientHello;

        var declared = BinaryPrimitives.ReadInt32BigEndian(header) & 0xFF_FFFF;
        if (declared > limits.MaxBytes)
            return ClientHelloError.TooLarge;
        if (collected + taken < MessageHeaderLength)
            return ClientHelloError.None;
        needed = MessageHeaderLength + declared;
        return declared < LeastBodyLength ? ClientHelloError.Truncated : ClientHelloError.None;
    }

    private static ReadStatus Refuse(ClientHelloError reason, out ClientHelloError error)
    {
        error = reason;
        return ReadStatus.Invalid;
    }
}
