namespace Connectivity.TestKit.Network;

/// <summary>An endless stream of bytes in which every place can be told from its neighbours: what was lost, doubled or swapped shows.</summary>
public sealed class BytePattern
{
    // A prime: no multiple of a buffer's or a page's size leads to the same bytes again.
    private const int Period = 1_048_583;

    private readonly byte[] _bytes = new byte[Period];

    /// <summary>Makes the stream of this seed.</summary>
    public BytePattern(int seed) => new Random(seed).NextBytes(_bytes);

    /// <summary>What goes from clients to backends.</summary>
    public static BytePattern Up { get; } = new(1);

    /// <summary>What goes from backends to clients.</summary>
    public static BytePattern Down { get; } = new(2);

    /// <summary>Some of the bytes at this place: one at least, <paramref name="atMost"/> at best.</summary>
    public ReadOnlyMemory<byte> At(long position, long atMost)
    {
        var start = (int)(position % Period);
        return _bytes.AsMemory(start, (int)Math.Min(atMost, Period - start));
    }

    /// <summary>Fails unless these are the bytes at this place.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public void Verify(long position, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var expected = At(position, bytes.Length).Span;
            var same = expected.CommonPrefixLength(bytes);
            if (same < expected.Length)
                throw new InvalidDataException($"The byte at {position + same} is wrong.");
            position += same;
            bytes = bytes[same..];
        }
    }
}
