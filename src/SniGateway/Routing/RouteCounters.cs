using Connectivity.Shared.Outcomes;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// What one loop has counted for one route. Only that loop writes, with plain stores; any thread may read, a little behind.
/// </summary>
internal sealed class RouteCounters
{
    // The values of the enum have gaps; thousands of routes need not hold counters for them.
    private static readonly byte[] SlotOfOutcome = BuildSlots();

    private readonly long[] _ended = new long[ConnectionOutcomes.All.Count];
    private long _accepted;
    private long _bytesUp;
    private long _bytesDown;
    private long _connects;
    private long _connectMs;

    /// <summary>Connections that found this route, refused ones included.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Bytes passed on from clients to backends.</summary>
    public long BytesUp => Volatile.Read(ref _bytesUp);

    /// <summary>Bytes passed on from backends to clients.</summary>
    public long BytesDown => Volatile.Read(ref _bytesDown);

    /// <summary>Connections to backends that were established.</summary>
    public long Connects => Volatile.Read(ref _connects);

    /// <summary>Milliseconds all of them together took to establish, failed attempts before them included.</summary>
    public long ConnectMs => Volatile.Read(ref _connectMs);

    /// <summary>Connections that ended with the outcome.</summary>
    public long Ended(ConnectionOutcome outcome) => Volatile.Read(ref _ended[SlotOfOutcome[(int)outcome]]);

    /// <summary>Counts a connection that found this route.</summary>
    public void CountAccepted() => _accepted++;

    /// <summary>Counts bytes passed on.</summary>
    public void CountBytes(long up, long down)
    {
        _bytesUp += up;
        _bytesDown += down;
    }

    /// <summary>Counts an established connection to a backend and the time it took.</summary>
    public void CountConnect(long elapsedMs)
    {
        _connects++;
        _connectMs += elapsedMs;
    }

    /// <summary>Counts the end of a connection.</summary>
    public void CountEnded(ConnectionOutcome outcome) => _ended[SlotOfOutcome[(int)outcome]]++;

    private static byte[] BuildSlots()
    {
        var slots = new byte[256];
        Array.Fill(slots, byte.MaxValue);
        for (var i = 0; i < ConnectionOutcomes.All.Count; i++)
            slots[(int)ConnectionOutcomes.All[i]] = (byte)i;
        return slots;
    }
}
