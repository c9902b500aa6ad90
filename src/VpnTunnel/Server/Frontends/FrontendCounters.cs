using Connectivity.VpnTunnel.Outcomes;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>What one front end has counted. Written on the loop's thread, read by any.</summary>
internal sealed class FrontendCounters
{
    private readonly long[] _ended = new long[256];
    private long _accepted;
    private long _requested;
    private long _opened;
    private long _bytesUp;
    private long _bytesDown;

    /// <summary>Connections accepted.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Requests that named a destination.</summary>
    public long Requested => Volatile.Read(ref _requested);

    /// <summary>Requests that were answered with a connection.</summary>
    public long Opened => Volatile.Read(ref _opened);

    /// <summary>Bytes from clients, of connections that have ended.</summary>
    public long BytesUp => Volatile.Read(ref _bytesUp);

    /// <summary>Bytes to clients, of connections that have ended.</summary>
    public long BytesDown => Volatile.Read(ref _bytesDown);

    /// <summary>Connections that ended so.</summary>
    public long Ended(StreamOutcome outcome) => Volatile.Read(ref _ended[(int)outcome]);

    public void CountAccepted() => Volatile.Write(ref _accepted, _accepted + 1);

    public void CountRequested() => Volatile.Write(ref _requested, _requested + 1);

    public void CountOpened() => Volatile.Write(ref _opened, _opened + 1);

    public void CountEnded(StreamOutcome outcome, long bytesUp, long bytesDown)
    {
        Volatile.Write(ref _ended[(int)outcome], _ended[(int)outcome] + 1);
        Volatile.Write(ref _bytesUp, _bytesUp + bytesUp);
        Volatile.Write(ref _bytesDown, _bytesDown + bytesDown);
    }
}
