namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// The last failure of a slot, and whether it is to be told: a new cause at once, the same again once a minute, so that a server that is away
/// for hours leaves a few lines in the log and not thousands.
/// </summary>
internal sealed class FailureNotes
{
    private const long RepeatMs = 60_000;

    private volatile LinkFailure? _last;
    private volatile FailureNote? _latest;
    private LinkFailure? _told;
    private long _toldMs;
    private long _untold;
    private long _total;

    /// <summary>The last failure, until a carrier stands again; for any thread.</summary>
    public LinkFailure? Last => _last;

    /// <summary>The last failure, whether or not a carrier stands again, with its time; for any thread.</summary>
    public FailureNote? Latest => _latest;

    /// <summary>All failures; for any thread.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>One more failure.</summary>
    /// <param name="failure">What it was.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="at">The time of day.</param>
    /// <returns>How often it happened since it was last told, this one included; 0 when it is not to be told now.</returns>
    public long Add(LinkFailure failure, long nowMs, DateTimeOffset at)
    {
        (_last, _latest) = (failure, new FailureNote(failure, at));
        Interlocked.Increment(ref _total);
        _untold++;
        if (failure == _told && nowMs - _toldMs < RepeatMs)
            return 0;
        var times = _untold;
        (_told, _toldMs, _untold) = (failure, nowMs, 0);
        return times;
    }

    /// <summary>A carrier stands: the next failure is told whatever it is.</summary>
    public void Clear() => (_last, _told, _untold) = (null, null, 0);
}

/// <summary>A failure and when it was.</summary>
/// <param name="Failure">What it was.</param>
/// <param name="At">The time of day.</param>
internal sealed record FailureNote(LinkFailure Failure, DateTimeOffset At);
