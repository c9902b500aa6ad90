using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// The end of connections that are relayed. They go on as they were for most of the drain's time; in its last quarter those that are left are
/// closed a few at a time, so that their clients do not come back all at once.
/// </summary>
public static class Drain
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when no connection is left.</summary>
    /// <typeparam name="TOpening">What a connection is before it is a <see cref="Relay"/>.</typeparam>
    /// <param name="loops">The loops; nothing new comes to them.</param>
    /// <param name="reset">Ends one that is not relayed yet, as <see cref="ConnectionOutcome.Drained"/>; on its loop's thread.</param>
    /// <param name="timeout">The time connections have in all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="atOnce">Cancelled: close everything now.</param>
    public static async Task RunAsync<TOpening>(
        EventLoopGroup loops, Action<TOpening> reset, TimeSpan timeout, TimeProvider time, CancellationToken atOnce)
        where TOpening : Pollable
    {
        ArgumentNullException.ThrowIfNull(loops);
        ArgumentNullException.ThrowIfNull(time);
        var start = time.GetTimestamp();
        var quiet = timeout * 0.75;
        while (loops.Load > 0 && !atOnce.IsCancellationRequested)
        {
            var left = timeout - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                break;
            if (time.GetElapsedTime(start) >= quiet)
                await CloseSomeAsync(loops, reset, Math.Min(1, Tick / left));
            await Task.Delay(left < Tick ? left : Tick, time, atOnce).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CloseSomeAsync(loops, reset, share: 1);
    }

    private static Task CloseSomeAsync<TOpening>(EventLoopGroup loops, Action<TOpening> reset, double share)
        where TOpening : Pollable => loops.TellAllAsync(
        loop =>
        {
            var connections = loop.Occupants().Where(static o => o is Relay or TOpening).ToArray();
            Random.Shared.Shuffle(connections);
            // A part of a connection is one with that chance: rounded up, few connections would all end early.
            var count = share < 1 ? (int)((connections.Length * share) + Random.Shared.NextDouble()) : connections.Length;
            foreach (var connection in connections.AsSpan(0, count))
            {
                if (connection is Relay relay)
                    relay.Abort(ConnectionOutcome.Drained);
                else
                    reset((TOpening)connection);
            }
        },
        CancellationToken.None);
}
