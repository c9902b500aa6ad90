using System.Buffers;

namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Reads the head of an HTTP/1 message (RFC 9112) from left to right, strictly: the first byte that is wrong decides, however many
/// follow it. Each step returns false when it cannot go on; the status then says whether for lack of bytes or for a wrong one.
/// </summary>
internal ref struct HttpHeadReader
{
    private readonly ReadOnlySpan<byte> _head;
    private readonly bool _full;

    /// <summary>Begins at the first of the received bytes.</summary>
    public HttpHeadReader(ReadOnlySpan<byte> received, int maxBytes)
    {
        _full = received.Length >= maxBytes;
        _head = _full ? received[..maxBytes] : received;
    }

    /// <summary>Where the next step begins.</summary>
    public int At { get; private set; }

    /// <summary>Why the head is invalid.</summary>
    public HttpHeadError Error { get; private set; }

    private readonly ReadOnlySpan<byte> Rest => _head[At..];

    /// <summary>What it means that a step returned false.</summary>
    public ReadStatus Stopped()
    {
        if (Error == HttpHeadError.None && _full)
            Error = HttpHeadError.TooLong;
        return Error == HttpHeadError.None ? ReadStatus.NeedMore : ReadStatus.Invalid;
    }

    public bool Refuse(HttpHeadError error)
    {
        Error = error;
        return false;
    }

    /// <summary>Looks at the next byte without taking it.</summary>
    public readonly bool TryPeek(out byte next)
    {
        next = Rest.IsEmpty ? default : Rest[0];
        return !Rest.IsEmpty;
    }

    /// <summary>Takes the byte that was looked at.</summary>
    public void Skip() => At++;

    /// <summary>Takes exactly these bytes.</summary>
    public bool TryTake(ReadOnlySpan<byte> literal, HttpHeadError error)
    {
        if (Rest.StartsWith(literal))
        {
            At += literal.Length;
            return true;
        }

        return literal.StartsWith(Rest) ? false : Refuse(error);
    }

    /// <summary>Takes as many characters of a set as there are, possibly none, up to one that is not of it.</summary>
    public bool TryTakeWhile(SearchValues<byte> characters, out ReadOnlySpan<byte> taken)
    {
        var end = Rest.IndexOfAnyExcept(characters);
        taken = end < 0 ? default : Rest[..end];
        At += taken.Length;
        return end >= 0;
    }

    /// <summary>Takes "HTTP/1.0" or "HTTP/1.1".</summary>
    public bool TryTakeVersion(out int minor)
    {
        minor = 0;
        if (!TryTake("HTTP/1."u8, HttpHeadError.VersionUnsupported) || !TryPeek(out var digit))
            return false;
        if (digit is not ((byte)'0' or (byte)'1'))
            return Refuse(HttpHeadError.VersionUnsupported);
        minor = digit - '0';
        Skip();
        return true;
    }

    /// <summary>Takes a line end. A bare CR or LF is refused as a malformed one, every other byte with the given error.</summary>
    public bool TryTakeLineEnd(HttpHeadError otherwise)
    {
        var atLineEnd = TryPeek(out var next) && next is (byte)'\r' or (byte)'\n';
        return TryTake("\r\n"u8, atLineEnd ? HttpHeadError.LineEndMalformed : otherwise);
    }

    /// <summary>Takes the field lines and the empty line behind them.</summary>
    public bool TryTakeFields(int maxFields, out HttpFields fields)
    {
        fields = default;
        var start = At;
        for (var count = 0; ; count++)
        {
            if (!TryPeek(out var next))
                return false;
            if (next is (byte)'\r' or (byte)'\n')
                break;
            if (count == maxFields)
                return Refuse(HttpHeadError.TooManyFields);
            if (!TryTakeField())
                return false;
        }

        fields = new HttpFields(_head[start..At]);
        return TryTakeLineEnd(HttpHeadError.LineEndMalformed);
    }

    private bool TryTakeField()
    {
        if (Rest[0] is (byte)' ' or (byte)'\t')
            return Refuse(HttpHeadError.ObsoleteFold);
        if (!TryTakeWhile(HttpCharacters.Token, out var name))
            return false;
        if (name.IsEmpty)
            return Refuse(HttpHeadError.FieldNameMalformed);
        return TryTake(":"u8, HttpHeadError.FieldNameMalformed)
            && TryTakeWhile(HttpCharacters.Text, out _)
            && TryTakeLineEnd(HttpHeadError.FieldValueMalformed);
    }
}
