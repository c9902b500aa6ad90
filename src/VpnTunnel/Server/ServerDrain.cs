using Connectivity.Shared.Relaying;

namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// The end of a server's life. Open streams go on as they were for most of the drain's time; in its last quarter those that are left are reset a few at a
/// time, so that their clients do not come back all at once.
/// </summary>
internal static class ServerDrain
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when no connection is left.</summary>
    /// <param name="parts">What is on the loop; its front ends are closed already.</param>
    /// <param name="loops">The loop.</param>
    /// <param name="timeout">The time connections have in all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="atOnce">Cancelled: reset everything now.</param>
    public static async Task RunAsync(ServerParts parts, EventLoopGroup loops, TimeSpan timeout, TimeProvider time, CancellationToken atOnce)
    {
        var start = time.GetTimestamp();
        var quiet = timeout * 0.75;
        await loops.TellAllAsync(_ => parts.BeginDrain(timeout), CancellationToken.None);
        while (parts.Frontends.Connections > 0 && !atOnce.IsCancellationRequested)
        {
            var left = timeout - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                break;
            if (time.GetElapsedTime(start) >= quiet)
                await ResetSomeAsync(parts, loops, Math.Min(1, Tick / left));
            await Task.Delay(left < Tick ? left : Tick, time, atOnce).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ResetSomeAsync(parts, loops, share: 1);
        // Resets go out at the end of the loop's turn; what they go over ends in another.
        await loops.TellAllAsync(static _ => { }, CancellationToken.None);
        await loops.TellAllAsync(_ => parts.EndSessions(), CancellationToken.None);
    }

    private static Task ResetSomeAsync(ServerParts parts, EventLoopGroup loops, double share) => loops.TellAllAsync(
        _ =>
        {
            var connections = parts.Frontends.Live.ToArray();
            Random.Shared.Shuffle(connections);
            // A part of a connection is one with that chance: rounded up, few connections would all end early.
            var count = share < 1 ? (int)((connections.Length * share) + Random.Shared.NextDouble()) : connections.Length;
            foreach (var connection in connections.AsSpan(0, count))
                connection.Drain();
        },
        CancellationToken.None);
}
