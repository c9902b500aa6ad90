using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// The pipes of one loop. A transfer holds one only while bytes are in it; a stalled reader keeps its pipe, and where all are taken the
/// relay copies instead. The bound protects descriptors (two a pipe) and the user's pipe memory (pipe(7), pipe-user-pages-soft).
/// </summary>
internal sealed class PipePool(int capacity, int pipeBytes) : IDisposable
{
    private readonly Stack<Pipe> _idle = new(capacity);
    private int _open;

    /// <summary>Pipes that exist, idle or rented.</summary>
    public int Open => _open;

    /// <summary>An empty pipe, or null where the bound or the system's limits allow none.</summary>
    public Pipe? TryRent()
    {
        if (_idle.TryPop(out var pipe))
            return pipe;
        if (_open >= capacity)
            return null;
        pipe = Pipe.TryOpen(pipeBytes);
        if (pipe is not null)
            _open++;
        return pipe;
    }

    /// <summary>Takes a pipe back; one with bytes left in it is closed, since they belong to nobody else.</summary>
    public void Return(Pipe pipe)
    {
        if (pipe.Buffered == 0)
        {
            _idle.Push(pipe);
            return;
        }

        pipe.Dispose();
        _open--;
    }

    /// <summary>Closes the idle pipes, to free their descriptors.</summary>
    public void Trim()
    {
        while (_idle.TryPop(out var pipe))
        {
            pipe.Dispose();
            _open--;
        }
    }

    public void Dispose() => Trim();
}
