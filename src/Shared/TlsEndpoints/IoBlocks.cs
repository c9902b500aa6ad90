using System.Runtime.InteropServices;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// Blocks of memory for encrypted bytes on their way, a few kept by each thread. A connection has one only while bytes are held in it, so that
/// an idle connection costs none, and a busy thread uses the same one, warm in its cache, for all of its connections.
/// </summary>
internal sealed unsafe class IoBlocks
{
    /// <summary>Size of a block in bytes: four full records and some. One system call moves up to this much.</summary>
    public const int BlockBytes = 72 * 1024;

    private const int MaxKept = 8;

    [ThreadStatic]
    private static IoBlocks? t_ofThread;

    private readonly nint[] _kept = new nint[MaxKept];
    private int _count;

    private IoBlocks()
    {
    }

#pragma warning disable MA0055 // The end of a thread is told by nothing else.
    ~IoBlocks()
#pragma warning restore MA0055
    {
        while (_count > 0)
            NativeMemory.Free((void*)_kept[--_count]);
    }

    /// <summary>A block, its content undefined.</summary>
    public static byte* Rent()
    {
        var blocks = t_ofThread ??= new IoBlocks();
        return blocks._count > 0 ? (byte*)blocks._kept[--blocks._count] : (byte*)NativeMemory.Alloc(BlockBytes);
    }

    /// <summary>Gives one back, on whatever thread.</summary>
    public static void Return(byte* block)
    {
        var blocks = t_ofThread ??= new IoBlocks();
        if (blocks._count < MaxKept)
            blocks._kept[blocks._count++] = (nint)block;
        else
            NativeMemory.Free(block);
    }
}
