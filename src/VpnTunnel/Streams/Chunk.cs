namespace Connectivity.VpnTunnel.Streams;

/// <summary>A piece of a <see cref="ByteQueue"/>: an array and the part of it that is in use.</summary>
internal sealed class Chunk(int size)
{
    /// <summary>Where the bytes are.</summary>
    public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(size, pinned: true);

    /// <summary>The first byte in use.</summary>
    public int Start { get; set; }

    /// <summary>Behind the last byte in use.</summary>
    public int End { get; set; }

    /// <summary>The piece behind this one; also the next free one in a pool.</summary>
    public Chunk? Next { get; set; }

    /// <summary>Bytes in use.</summary>
    public int Length => End - Start;

    /// <summary>Bytes that still fit.</summary>
    public int Room => Bytes.Length - End;
}
