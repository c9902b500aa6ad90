namespace Connectivity.SniGateway.Limits;

/// <summary>
/// A token bucket in one 64-bit field: the time at which the bucket will be full again (the "theoretical arrival time" of the generic
/// cell rate algorithm, ITU-T I.371). Taking a token is one compare-and-swap, whatever the number of threads. Starts full.
/// </summary>
internal struct TokenBucket
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private long _fullAt;

    /// <summary>Takes a token, if there is one.</summary>
    /// <param name="rate">The rate in force now; it may change from call to call.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    public bool TryTake(in TokenRate rate, long nowMs)
    {
        if (rate.IsUnlimited)
            return true;
        var now = nowMs * NanosecondsPerMillisecond;
        var seen = Volatile.Read(ref _fullAt);
        while (true)
        {
            var start = Math.Max(seen, now);
            if (start - now > rate.Tolerance)
                return false;
            var before = Interlocked.CompareExchange(ref _fullAt, start + rate.Interval, seen);
            if (before == seen)
                return true;
            seen = before;
        }
    }

    /// <summary>Whether every token is back, so that the bucket is as good as a new one.</summary>
    public readonly bool IsFull(long nowMs) => Volatile.Read(in _fullAt) <= nowMs * NanosecondsPerMillisecond;
}
