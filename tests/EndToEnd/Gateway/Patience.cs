using System.Diagnostics;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>Waiting for what another process does: generous, since only a failure ever waits that long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Cancelled when waiting is no use any more.</summary>
    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Asked again and again.</param>
    /// <param name="what">What it is, with what is the case instead; for the message of the failure.</param>
    /// <exception cref="TimeoutException">It does not.</exception>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"not within {Limit.TotalSeconds} s: {what()}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Waits until something holds.</summary>
    public static Task UntilAsync(Func<bool> holds, Func<string> what) => UntilAsync(() => Task.FromResult(holds()), what);
}
