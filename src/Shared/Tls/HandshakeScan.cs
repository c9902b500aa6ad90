using System.Buffers.Binary;

namespace Connectivity.Shared.Tls;

/// <summary>
/// Finds the ClientHello message in the record layer (RFC 8446, sections 4 and 5.1): goes from record header to record header, looks at
/// the message's header on the way and at nothing else.
/// </summary>
internal struct HandshakeScan
{
    public const int RecordHeaderLength = 5;
    public const int MessageHeaderLength = 4;

    private const int MaxPlaintext = 1 << 14;

    // Version, random, the lengths of session id and cipher suites, one suite, one compression method with its length.
    private const int LeastBodyLength = 2 + 32 + 1 + 2 + 2 + 1 + 1;

    private int _offset;
    private int _collected;
    private int _needed;
    private uint _header;

    /// <summary>Done when the whole message has arrived; its layout is meaningful only then.</summary>
    public static ReadStatus Scan(
        ReadOnlySpan<byte> received,
        in ClientHelloLimits limits,
        out HandshakeLayout layout,
        out ClientHelloError error)
    {
        layout = default;
        var scan = new HandshakeScan { _needed = int.MaxValue };
        for (var records = 1; records <= limits.MaxRecords; records++)
        {
            if (scan.ReadRecord(received, limits, out error) is not { } status)
                continue;
            if (status == ReadStatus.Done)
                layout = new HandshakeLayout(scan._offset, scan._needed - MessageHeaderLength, records);
            return status;
        }

        error = ClientHelloError.TooManyRecords;
        return ReadStatus.Invalid;
    }

    /// <summary>Goes over one record; null when all of it has arrived and the message goes on in the next.</summary>
    private ReadStatus? ReadRecord(ReadOnlySpan<byte> received, in ClientHelloLimits limits, out ClientHelloError error)
    {
        error = ReadRecordHeader(received[_offset..], isFirst: _offset == 0, out var length);
        if (error != ClientHelloError.None)
            return ReadStatus.Invalid;
        if (length == 0)
            return ReadStatus.NeedMore;

        var start = _offset + RecordHeaderLength;
        var fragment = received.Slice(start, Math.Min(length, received.Length - start));
        error = ReadMessageHeader(fragment, limits);
        if (error != ClientHelloError.None)
            return ReadStatus.Invalid;

        var missing = _needed - _collected;
        _collected += fragment.Length;
        _offset = start + Math.Min(fragment.Length, missing);
        if (fragment.Length >= missing)
            return ReadStatus.Done;
        return fragment.Length < length ? ReadStatus.NeedMore : null;
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
    /// Takes what a fragment has of the message's header and checks what there is of it so far. Bytes not yet there count as zero, so
    /// a length over the limit shows with the first byte that makes it so.
    /// </summary>
    private ClientHelloError ReadMessageHeader(ReadOnlySpan<byte> fragment, in ClientHelloLimits limits)
    {
        var have = Math.Min(_collected + fragment.Length, MessageHeaderLength);
        if (have == 0 || _collected >= MessageHeaderLength)
            return ClientHelloError.None;
        for (var i = _collected; i < have; i++)
            _header |= (uint)fragment[i - _collected] << (24 - (8 * i));
        if (_header >> 24 != TlsCodePoints.ClientHelloMessage)
            return ClientHelloError.NotClientHello;

        var declared = (int)(_header & 0xFF_FFFF);
        if (declared > limits.MaxBytes)
            return ClientHelloError.TooLarge;
        if (have < MessageHeaderLength)
            return ClientHelloError.None;
        _needed = MessageHeaderLength + declared;
        return declared < LeastBodyLength ? ClientHelloError.Truncated : ClientHelloError.None;
    }
}
