using Connectivity.Shared.Outcomes;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>What the proxy has counted. For any thread.</summary>
internal sealed class ProxyCounters
{
    private readonly long[] _ended = new long[256 * ProxyLegs.Count];
    private long _accepted;
    private long _bytesUp;
    private long _bytesDown;
    private long _dials;
    private long _dialMs;
    private long _warm;

    /// <summary>Connections accepted, refused ones included.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Bytes passed on from clients.</summary>
    public long BytesUp => Volatile.Read(ref _bytesUp);

    /// <summary>Bytes passed on to clients.</summary>
    public long BytesDown => Volatile.Read(ref _bytesDown);

    /// <summary>Connections that found their way through the gateway.</summary>
    public long Dials => Volatile.Read(ref _dials);

    /// <summary>Milliseconds that all of them together took for that.</summary>
    public long DialMs => Volatile.Read(ref _dialMs);

    /// <summary>How many of them found it made before they came.</summary>
    public long Warm => Volatile.Read(ref _warm);

    /// <summary>Connections that ended so.</summary>
    public long Ended(ProxyLeg leg, ConnectionOutcome outcome) => Volatile.Read(ref _ended[Slot(leg, outcome)]);

    /// <summary>Counts an accepted connection.</summary>
    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    /// <summary>Counts bytes passed on.</summary>
    public void CountBytes(long up, long down)
    {
        Interlocked.Add(ref _bytesUp, up);
        Interlocked.Add(ref _bytesDown, down);
    }

    /// <summary>Counts a way through the gateway and the time it took.</summary>
    public void CountDial(long elapsedMs)
    {
        Interlocked.Increment(ref _dials);
        Interlocked.Add(ref _dialMs, elapsedMs);
    }

    /// <summary>Counts one whose way was made before it came.</summary>
    public void CountWarm() => Interlocked.Increment(ref _warm);

    /// <summary>Counts the end of a connection.</summary>
    public void CountEnded(ProxyLeg leg, ConnectionOutcome outcome) => Interlocked.Increment(ref _ended[Slot(leg, outcome)]);

    private static int Slot(ProxyLeg leg, ConnectionOutcome outcome) => ((int)leg * 256) + (int)outcome;
}
