using Connectivity.Shared.Outcomes;
using Microsoft.Extensions.Logging;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>
/// Tells failures to reach the gateway: a leg and outcome at once, the same again every ten seconds with the number of those in between, however
/// many connections get through meanwhile. A gateway that is away for hours, or good every other time, must not fill the node's log. For any thread.
/// </summary>
internal sealed class FailureLog(ILogger log)
{
    private const long RepeatMs = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ProxyLeg Leg, ConnectionOutcome Outcome), Told> _told = [];
    private readonly NotedFailure?[] _last = new NotedFailure?[ProxyLegs.Count];
    private volatile bool _isAway;
    private long _againMs = -RepeatMs;

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
            _isAway |= failure.Leg != ProxyLeg.Self;
            var before = _told.GetValueOrDefault((failure.Leg, failure.Outcome), new Told(nowMs - RepeatMs, 0));
            times = before.Untold + 1;
            var isDue = nowMs - before.AtMs >= RepeatMs;
            _told[(failure.Leg, failure.Outcome)] = isDue ? new Told(nowMs, 0) : before with { Untold = times };
            if (!isDue)
                return;
        }

        ProxyLog.NoWay(log, failure.Leg.Name(), failure.Outcome.ToString(), failure.Problem, times);
    }

    /// <summary>The gateway has been reached.</summary>
    public void Clear(long nowMs)
    {
        // Read without the lock: this is on the path of every connection.
        if (!_isAway)
            return;
        lock (_lock)
        {
            if (!_isAway || nowMs - _againMs < RepeatMs)
                return;
            (_isAway, _againMs) = (false, nowMs);
        }

        ProxyLog.WayAgain(log);
    }

    private readonly record struct Told(long AtMs, long Untold);
}

/// <summary>A failure and when it was.</summary>
/// <param name="Failure">What it was.</param>
/// <param name="AtMs">Monotonic milliseconds.</param>
internal sealed record NotedFailure(DialFailure Failure, long AtMs);
