using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Limits;

namespace Connectivity.SniGateway.Routing;

/// <summary>
/// What is known of a route beside its configuration. A reload carries it over to the route of the same name; a connection holds on to
/// it from its beginning to its end, whatever happens to the configuration. Costs little until the route is used.
/// </summary>
internal sealed class RouteState
{
    private readonly RouteCounters?[] _counters;
    private BoundedCounter _active;
    private TokenBucket _bucket;
    private long _lastSeenMs = long.MinValue;
    private volatile bool _removed;
    private LastFailure _lastFailure;

    /// <summary>Makes the state of a route that is new.</summary>
    /// <param name="loops">The number of loops that will count.</param>
    public RouteState(int loops) => _counters = new RouteCounters?[loops];

    /// <summary>Connections that were admitted and have not left.</summary>
    public int Active => _active.Value;

    /// <summary>Whether any connection ever asked for the route, be it one from a source that is not allowed.</summary>
    public bool WasUsed => LastSeenMs is not null || Array.Exists(_counters, static counters => counters is not null);

    /// <summary>Monotonic milliseconds of the last connection that asked for admission; null before the first.</summary>
    public long? LastSeenMs => Volatile.Read(ref _lastSeenMs) is var seen and not long.MinValue ? seen : null;

    /// <summary>The last connection that failed, for whatever reason but the client's own; null before the first.</summary>
    public (ConnectionOutcome Outcome, DateTimeOffset At)? LastFailure => _lastFailure.Value;

    /// <summary>Whether the configuration no longer has the route. It never has it again: a route added anew has a new state.</summary>
    public bool Removed
    {
        get => _removed;
        set => _removed = value;
    }

    /// <summary>The loop's own counters; made at the first call. Only that loop may call this.</summary>
    public RouteCounters Counters(int loop)
    {
        var counters = _counters[loop];
        if (counters is not null)
            return counters;
        counters = new RouteCounters();
        Volatile.Write(ref _counters[loop], counters);
        return counters;
    }

    /// <summary>The sum over all loops of what <paramref name="select"/> reads. For metrics and inspection, from any thread.</summary>
    public long Sum(Func<RouteCounters, long> select)
    {
        var sum = 0L;
        for (var i = 0; i < _counters.Length; i++)
        {
            if (Volatile.Read(ref _counters[i]) is { } counters)
                sum += select(counters);
        }

        return sum;
    }

    /// <summary>Connections that ended with the outcome, over all loops.</summary>
    public long Ended(ConnectionOutcome outcome)
    {
        var sum = 0L;
        for (var i = 0; i < _counters.Length; i++)
            sum += Volatile.Read(ref _counters[i])?.Ended(outcome) ?? 0;
        return sum;
    }

    /// <summary>A connection failed.</summary>
    public void NoteFailure(ConnectionOutcome outcome, DateTimeOffset at) => _lastFailure.Note(outcome, at);

    /// <summary>Admits a connection under the limits, or says which one refuses it.</summary>
    public ConnectionOutcome TryEnter(int maxConnections, in TokenRate rate, long nowMs)
    {
        Volatile.Write(ref _lastSeenMs, nowMs);
        if (!_active.TryIncrement(maxConnections))
            return ConnectionOutcome.RouteConnectionLimit;
        if (_bucket.TryTake(rate, nowMs))
            return ConnectionOutcome.None;
        _active.Decrement();
        return ConnectionOutcome.RouteRateLimit;
    }

    /// <summary>Takes back one admission.</summary>
    public void Leave() => _active.Decrement();
}
