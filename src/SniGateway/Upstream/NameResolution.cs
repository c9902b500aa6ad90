namespace Connectivity.SniGateway.Upstream;

/// <summary>How the resolution of one backend's name stands. Written by the resolver only, one look-up at a time.</summary>
internal sealed class NameResolution
{
    private volatile string? _lastError;
    private int _resolving;
    private long _nextMs;

    /// <summary>Monotonic milliseconds at which the next look-up is due; 0 before the first.</summary>
    public long NextMs
    {
        get => Volatile.Read(ref _nextMs);
        set => Volatile.Write(ref _nextMs, value);
    }

    /// <summary>Whether no look-up has ended yet, well or badly.</summary>
    public bool IsFirstAwaited => Volatile.Read(ref _nextMs) == 0;

    /// <summary>Why the last look-up failed; null when it succeeded or there was none.</summary>
    public string? LastError
    {
        get => _lastError;
        set => _lastError = value;
    }

    /// <summary>Claims the name for one look-up; false while another is under way.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _resolving, 1) == 0;

    /// <summary>Ends the look-up begun by <see cref="TryBegin"/>.</summary>
    public void End() => Volatile.Write(ref _resolving, 0);
}
