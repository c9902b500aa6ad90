using System.Buffers;
using Connectivity.Shared.Relaying;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// What a client has sent and nobody has taken yet. Within one callback the bytes stay in the loop's scratch memory; only what is left at its end
/// moves to a buffer, so that a request that comes in one piece needs none.
/// </summary>
internal sealed class HeadBuffer(EventLoop loop)
{
    /// <summary>
    /// Most bytes that are kept: twice the longest request. What a client sends beyond them before it has its answer stays in the kernel.
    /// </summary>
    public const int MaxBytes = 16 * 1024;

    private byte[]? _buffer;
    private int _start;
    private int _end;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Memory[_start.._end];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Room for more; empty when as many are kept as may be.</summary>
    public Span<byte> Room => Memory[_end..MaxBytes];

    private Span<byte> Memory => _buffer ?? loop.Scratch;

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Add(int count) => _end += count;

    /// <summary>The first bytes are taken.</summary>
    public void Drop(int count)
    {
        _start += count;
        if (IsEmpty)
            (_start, _end) = (0, 0);
    }

    /// <summary>Moves what is left out of the scratch memory, which others use in between. Called at the end of each callback.</summary>
    public void Keep()
    {
        if (_buffer is not null || IsEmpty)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
        var bytes = Bytes;
        bytes.CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, bytes.Length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (null, 0, 0);
    }
}
