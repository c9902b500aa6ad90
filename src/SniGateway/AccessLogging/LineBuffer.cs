namespace Connectivity.SniGateway.AccessLogging;

/// <summary>
/// Two buffers between many writers and one reader: lines gather in one while the other is being written out. Its bound protects memory when the
/// disk (or a terminal) is slower than the connections.
/// </summary>
internal sealed class LineBuffer
{
    private const int Capacity = 1024 * 1024;
    private const int FirstSize = 16 * 1024;

    private readonly object _gate = new();
    private byte[] _filling = new byte[FirstSize];
    private byte[] _draining = new byte[FirstSize];
    private int _filled;
    private long _dropped;
    private bool _completed;

    /// <summary>Lines that found no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds a line, or drops it where there is no room.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_filled + line.Length > _filling.Length && !TryGrow(_filled + line.Length))
            {
                CountDropped(1);
                return;
            }

            line.CopyTo(_filling.AsSpan(_filled));
            if (_filled == 0)
                Monitor.Pulse(_gate);
            _filled += line.Length;
        }
    }

    /// <summary>Counts lines that were taken and could not be written.</summary>
    public void CountDropped(int lines) => Interlocked.Add(ref _dropped, lines);

    /// <summary>Waits for lines and takes all there are; valid until the next call. Null at the end.</summary>
    public ReadOnlyMemory<byte>? Take()
    {
        lock (_gate)
        {
            while (_filled == 0 && !_completed)
                Monitor.Wait(_gate);
            if (_filled == 0)
                return null;
            (_filling, _draining) = (_draining, _filling);
            var taken = _filled;
            _filled = 0;
            return _draining.AsMemory(0, taken);
        }
    }

    /// <summary>No more lines come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryGrow(int needed)
    {
        if (needed > Capacity)
            return false;
        Array.Resize(ref _filling, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed));
        return true;
    }
}
