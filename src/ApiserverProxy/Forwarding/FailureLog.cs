using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>
/// Tells failures to reach the gateway: a new leg or outcome at once, the same again every ten seconds with the number of those in between. A
/// gateway that is away for hours must not fill the node's log. For any thread.
/// </summary>
internal sealed class FailureLog(ILogger log)
{
    private const long RepeatMs = 10_000;

    private readonly Lock _lock = new();
    private readonly NotedFailure?[] _last = new NotedFailure?[ProxyLegs.Count];
    private volatile DialFailure? _told;
    private long _toldMs;
    private long _untold;

    /// <summary>The last failure of each leg that ever failed, in the order of the legs: they stay when the gateway has been reached again.</summary>
    public IReadOnlyList<NotedFailure> Last
    {
        get
        {
            lock (_lock)
                return [.. _last.OfType<NotedFailure>()];
        }
    }

    /// <summary>One more failure.</summary>
    public void Add(DialFailure failure, long nowMs)
    {
        long times;
        lock (_lock)
        {
            _last[(int)failure.Leg] = new NotedFailure(failure, nowMs);
            _untold++;
            if (_told is { } told && (told.Leg, told.Outcome) == (failure.Leg, failure.Outcome) && nowMs - _toldMs < RepeatMs)
                return;
            (_told, _toldMs, times, _untold) = (failure, nowMs, _untold, 0);
        }

        ProxyLog.NoWay(log, failure.Leg.Name(), failure.Outcome.ToString(), failure.Problem, times);
    }

    /// <summary>The gateway has been reached: the next failure is told whatever it is.</summary>
    public void Clear()
    {
        // Read without the lock: this is on the path of every connection.
        if (_told is null)
            return;
        lock (_lock)
            (_told, _untold) = (null, 0);
        ProxyLog.WayAgain(log);
    }
}

/// <summary>A failure and when it was.</summary>
/// <param name="Failure">What it was.</param>
/// <param name="AtMs">Monotonic milliseconds.</param>
internal sealed record NotedFailure(DialFailure Failure, long AtMs);
