using Microsoft.Extensions.Time.Testing;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>A clock that stands still and counts the timers made, which tells that somebody has begun to wait for it again.</summary>
internal sealed class TimerClock : FakeTimeProvider
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }
}
