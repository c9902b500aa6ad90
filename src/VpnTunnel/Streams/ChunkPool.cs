namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// The chunks of one loop, in two sizes: streams that move little hold little. Used by one thread. What is free is kept up to a bound, and
/// the collector gets the rest.
/// </summary>
internal sealed class ChunkPool
{
    /// <summary>Bytes of a small chunk.</summary>
    public const int SmallBytes = 2 * 1024;

    /// <summary>Bytes of a large chunk: one DATA frame.</summary>
    public const int LargeBytes = 16 * 1024;

    // 8 MiB and 32 MiB: what a few busy streams turn over.
    private const int MaxFreeSmall = 4096;
    private const int MaxFreeLarge = 2048;

    private Chunk? _freeSmall;
    private Chunk? _freeLarge;
    private int _freeSmallCount;
    private int _freeLargeCount;

    /// <summary>Bytes of all chunks that are in use.</summary>
    public long BytesInUse { get; private set; }

    /// <summary>Gives an empty chunk that fits what is to come, as far as any does.</summary>
    public Chunk Rent(int expected)
    {
        var isSmall = expected <= SmallBytes;
        BytesInUse += isSmall ? SmallBytes : LargeBytes;
        ref var free = ref isSmall ? ref _freeSmall : ref _freeLarge;
        if (free is not { } chunk)
            return new Chunk(isSmall ? SmallBytes : LargeBytes);
        free = chunk.Next;
        (isSmall ? ref _freeSmallCount : ref _freeLargeCount)--;
        chunk.Next = null;
        return chunk;
    }

    /// <summary>Takes one back.</summary>
    public void Return(Chunk chunk)
    {
        var isSmall = chunk.Bytes.Length == SmallBytes;
        BytesInUse -= chunk.Bytes.Length;
        ref var count = ref isSmall ? ref _freeSmallCount : ref _freeLargeCount;
        if (count >= (isSmall ? MaxFreeSmall : MaxFreeLarge))
            return;
        count++;
        ref var free = ref isSmall ? ref _freeSmall : ref _freeLarge;
        (chunk.Start, chunk.End, chunk.Next) = (0, 0, free);
        free = chunk;
    }
}
