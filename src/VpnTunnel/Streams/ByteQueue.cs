namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// The bytes of one direction from <see cref="Start"/> to <see cref="End"/>, absolute offsets. Appended at the end, dropped at the start, and read
/// anywhere between: a cursor makes reading on from where the last read ended cheap.
/// </summary>
internal struct ByteQueue
{
    private Chunk? _first;
    private Chunk? _last;
    private Chunk? _cursor;
    private long _cursorOffset;

    /// <summary>Offset of the first byte held.</summary>
    public long Start { get; private set; }

    /// <summary>Offset behind the last byte held.</summary>
    public long End { get; private set; }

    /// <summary>Whether nothing is held.</summary>
    public readonly bool IsEmpty => Start == End;

    /// <summary>The first bytes that lie together.</summary>
    public readonly ReadOnlySpan<byte> First => _first is { } chunk ? chunk.Bytes.AsSpan(chunk.Start, chunk.Length) : default;

    /// <summary>Puts bytes at the end.</summary>
    public void Append(ChunkPool pool, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_last is not { Room: > 0 })
                AddChunk(pool.Rent(bytes.Length));
            var taken = Math.Min(_last!.Room, bytes.Length);
            bytes[..taken].CopyTo(_last.Bytes.AsSpan(_last.End));
            _last.End += taken;
            End += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Reads from an offset on; all of it is held.</summary>
    public void CopyTo(long offset, Span<byte> destination)
    {
        Seek(offset);
        while (!destination.IsEmpty)
        {
            var chunk = _cursor!;
            var at = chunk.Start + (int)(offset - _cursorOffset);
            var taken = Math.Min(chunk.End - at, destination.Length);
            chunk.Bytes.AsSpan(at, taken).CopyTo(destination);
            destination = destination[taken..];
            offset += taken;
            if (destination.IsEmpty)
                break;
            _cursorOffset += chunk.Length;
            _cursor = chunk.Next;
        }
    }

    /// <summary>Lets go of everything before an offset. With nothing held it moves both ends there.</summary>
    public void DropTo(ChunkPool pool, long offset)
    {
        while (_first is { } chunk && offset - Start >= chunk.Length)
        {
            if (_cursor == chunk)
                _cursor = null;
            Start += chunk.Length;
            _first = chunk.Next;
            chunk.Next = null;
            pool.Return(chunk);
        }

        if (_first is null)
        {
            (_last, Start, End) = (null, Math.Max(offset, End), Math.Max(offset, End));
            return;
        }

        if (offset <= Start)
            return;
        var dropped = (int)(offset - Start);
        _first.Start += dropped;
        Start = offset;
        if (_cursor == _first)
            _cursorOffset = Start;
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear(ChunkPool pool) => DropTo(pool, End);

    private void AddChunk(Chunk chunk)
    {
        if (_last is null)
            _first = chunk;
        else
            _last.Next = chunk;
        _last = chunk;
    }

    private void Seek(long offset)
    {
        if (_cursor is null || offset < _cursorOffset)
            (_cursor, _cursorOffset) = (_first, Start);
        while (offset >= _cursorOffset + _cursor!.Length && _cursor.Next is { } next)
        {
            _cursorOffset += _cursor.Length;
            _cursor = next;
        }
    }
}
