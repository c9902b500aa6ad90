using System.Diagnostics;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.LiveLoad.Operations;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>
/// Begins operations at the times at which they are due, whatever became of those before: a latency counts from the due time, so that a target that stands still
/// for a second shows in every operation that was due in it. Only the bound on operations under way makes one begin late, and its waiting counts too.
/// </summary>
/// <param name="plan">When, and how many at a time.</param>
/// <param name="operation">What.</param>
/// <param name="tally">Where it is counted.</param>
internal sealed class Arrivals(LoadPlan plan, LoadOperation operation, Tally tally)
{
    // A wait on no descriptor is a sleep to the microsecond.
    private const int NoDescriptor = -1;

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _room = new(operation.MaxUnderWay);
    private int _underWay;

    /// <summary>Operations that have begun and not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Begins operations until the time is over or it is told to stop. Blocks its thread.</summary>
    /// <param name="begin">The time (<see cref="Stopwatch"/>) from which due times count; the same for all workers.</param>
    /// <param name="stop">Ends it early.</param>
    public void Run(long begin, CancellationToken stop)
    {
        Readiness.MakePrecise();
        var end = TimeSpan.FromSeconds(plan.DurationSeconds);
        var number = 0L;
        for (; number < operation.MaxOperations && plan.Due(number) is var due && due < end; number++)
        {
            if (!SleepUntil(begin, due, stop) || !WaitForRoom(begin, end, stop))
                break;
            _ = RunOneAsync(number, begin, due, stop);
        }

        // What was still to come when it was ended by hand is not missed.
        if (!stop.IsCancellationRequested)
            CountNotStarted(number, end);
    }

    /// <summary>Waits for those that are under way; what is not over by then has timed out by itself.</summary>
    public void Drain()
    {
        for (var started = Stopwatch.GetTimestamp(); UnderWay > 0 && Stopwatch.GetElapsedTime(started) < plan.Timeout + LongestSleep;)
            Readiness.Wait(NoDescriptor, forRoom: false, TimeSpan.FromMilliseconds(1));
    }

    private static bool SleepUntil(long begin, TimeSpan due, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var wait = due - Stopwatch.GetElapsedTime(begin);
            if (wait <= TimeSpan.Zero)
                return true;
            Readiness.Wait(NoDescriptor, forRoom: false, wait < LongestSleep ? wait : LongestSleep);
        }

        return false;
    }

    private bool WaitForRoom(long begin, TimeSpan end, CancellationToken stop)
    {
        while (!_room.Wait(LongestSleep, CancellationToken.None))
        {
            if (stop.IsCancellationRequested || Stopwatch.GetElapsedTime(begin) >= end)
                return false;
        }

        return true;
    }

    private async Task RunOneAsync(long number, long begin, TimeSpan due, CancellationToken stop)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(plan.Timeout);
            await operation.RunAsync(number, patience.Token);
            tally.Succeed(Stopwatch.GetElapsedTime(begin) - due);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Broken off on demand: neither a success nor a failure.
        }
        catch (Exception e)
        {
            tally.Fail(LoadFailures.KindOf(e), e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            _room.Release();
        }
    }

    private void CountNotStarted(long next, TimeSpan end)
    {
        var missed = 0L;
        for (; next < operation.MaxOperations && plan.Due(next) < end; next++)
            missed++;
        if (missed > 0)
            tally.Fail(LoadFailure.NotStarted, "More were due than could be under way at a time.", missed);
    }
}
