namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// How many dials wait for an agent's answer, in all and for each destination. The first bound keeps what waits from growing without end, the
/// second keeps one dead destination from taking all of the first. On the loop's thread only.
/// </summary>
internal sealed class PendingDials(int max, int maxPerDestination)
{
    private readonly Dictionary<string, int> _byDestination = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    /// <summary>Most dials that wait.</summary>
    public int Max { get; set; } = max;

    /// <summary>Most dials to one destination that wait.</summary>
    public int MaxPerDestination { get; set; } = maxPerDestination;

    /// <summary>Dials that wait now. Any thread may look.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one in, if there is room.</summary>
    public bool TryEnter(string destination)
    {
        _byDestination.TryGetValue(destination, out var already);
        if (_count >= Max || already >= MaxPerDestination)
            return false;
        _byDestination[destination] = already + 1;
        _count++;
        return true;
    }

    /// <summary>Counts one out that was counted in.</summary>
    public void Leave(string destination)
    {
        var left = _byDestination[destination] - 1;
        if (left == 0)
            _byDestination.Remove(destination);
        else
            _byDestination[destination] = left;
        _count--;
    }
}
