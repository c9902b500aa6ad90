namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// How many bytes the streams of a session may hold. Credit is counted when it is given, not when it is used: a peer that uses all of it
/// at once still stays within the budget.
/// </summary>
/// <param name="capacity">Bytes in all.</param>
internal sealed class MemoryBudget(long capacity)
{
    /// <summary>Bytes in all.</summary>
    public long Capacity => capacity;

    /// <summary>Bytes promised or held.</summary>
    public long Used { get; private set; }

    /// <summary>Bytes left.</summary>
    public long Left => capacity - Used;

    /// <summary>Takes bytes if there are as many.</summary>
    public bool TryTake(long bytes)
    {
        if (bytes > Left)
            return false;
        Used += bytes;
        return true;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Used -= bytes;
}
