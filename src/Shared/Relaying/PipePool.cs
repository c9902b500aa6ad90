using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// The pipes of one loop. A transfer holds one only while bytes are in it; a stalled reader keeps its pipe, and where all are taken the
/// relay copies instead. The bound protects descriptors (two a pipe) and the user's pipe memory (pipe(7), pipe-user-pages-soft).
/// </summary>
internal sealed class PipePool(int capacity, int pipeBytes, int leastPipeBytes) : IDisposable
{
    // Rents that go by once the system has refused a pipe: a try costs up to four system calls, and a bulk transfer tries for every read.
    private const int RentsUntilNextTry = 256;

    private readonly Stack<Pipe> _idle = new(capacity);
    private int _open;
    private int _untilNextTry;

    /// <summary>Pipes that exist, idle or rented.</summary>
    public int Open => _open;

    /// <summary>An empty pipe, or null where the bound or the system's limits allow none.</summary>
    public Pipe? TryRent()
    {
        if (_idle.TryPop(out var pipe))
            return pipe;
        if (_open >= capacity)
            return null;
        if (_untilNextTry > 0)
        {
            _untilNextTry--;
            return null;
        }

        pipe = Pipe.TryOpen(pipeBytes, leastPipeBytes);
        if (pipe is not null)
            _open++;
        else
            _untilNextTry = RentsUntilNextTry;
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

    /// <summary>Closes the idle pipes, to free their descriptors. False: there were none.</summary>
    public bool Trim()
    {
        var any = _idle.Count > 0;
        while (_idle.TryPop(out var pipe))
        {
            pipe.Dispose();
            _open--;
        }

        return any;
    }

    public void Dispose() => Trim();
}
