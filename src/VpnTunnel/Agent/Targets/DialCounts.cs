using System.Runtime.InteropServices;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>How many dials are under way, in all and to each destination. Of one thread.</summary>
internal sealed class DialCounts
{
    private readonly Dictionary<string, int> _perDestination = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Dials under way.</summary>
    public int Total { get; private set; }

    /// <summary>Counts one more, unless that were too many.</summary>
    /// <param name="destination">Host and port as they were asked for.</param>
    /// <param name="most">Most in all.</param>
    /// <param name="mostPerDestination">Most to one destination.</param>
    public bool TryAdd(string destination, int most, int mostPerDestination)
    {
        if (Total >= most || _perDestination.GetValueOrDefault(destination) >= mostPerDestination)
            return false;
        CollectionsMarshal.GetValueRefOrAddDefault(_perDestination, destination, out _)++;
        Total++;
        return true;
    }

    /// <summary>One is over.</summary>
    public void Remove(string destination)
    {
        Total--;
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_perDestination, destination);
        if (--count == 0)
            _perDestination.Remove(destination);
    }
}
