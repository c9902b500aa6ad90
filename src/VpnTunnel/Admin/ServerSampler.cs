using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Admin;

/// <summary>
/// Takes a <see cref="ServerSample"/> every second: a scrape asks on a thread that must not wait for the loop, and the loop's sessions are for its own
/// thread alone.
/// </summary>
internal sealed class ServerSampler(EventLoop loop, ServerParts parts) : Pollable
{
    private const int IntervalMs = 1000;

    private volatile ServerSample _latest = ServerSample.Empty;

    /// <summary>The latest sample. Any thread may look.</summary>
    public ServerSample Latest => _latest;

    /// <summary>Begins.</summary>
    public void Start()
    {
        loop.Attach(this, isConnection: false);
        OnTimer();
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        loop.Schedule(this, loop.NowMs + IntervalMs);
        _latest = Take();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected override void OnFault() => loop.Schedule(this, loop.NowMs + IntervalMs);

    private ServerSample Take()
    {
        var (sessions, totals) = (parts.Registry.Sessions.ToArray(), parts.Totals);
        var (up, down, relaying) = (0L, 0L, 0);
        foreach (var connection in parts.Frontends.Live)
        {
            up += connection.BytesUp;
            down += connection.BytesDown;
            relaying += connection.Relay is null ? 0 : 1;
        }

        return new ServerSample
        {
            Agents = [.. sessions.GroupBy(static s => s.PeerId).Select(AgentOf)],
            Duplicates = parts.Registry.Duplicates,
            SessionsEnded = totals.Sessions,
            StreamsOpened = totals.Streams + sessions.Sum(static s => s.StreamsOpened),
            Losses = totals.Losses + sessions.Sum(static s => s.Losses),
            Replayed = totals.Replayed + sessions.Sum(static s => s.BytesReplayed),
            Duplicated = totals.Duplicated + sessions.Sum(static s => s.BytesDuplicated),
            LiveBytesUp = up,
            LiveBytesDown = down,
            Relaying = relaying,
        };
    }

    private AgentSample AgentOf(IGrouping<string, TunnelSession> sessions) => new(
        sessions.Key,
        sessions.Count(),
        sessions.Count(static s => s.IsUsable),
        sessions.Count(s => s.IsUsable && parts.Echo.TryGet(s, out var echo) && echo.IsGood),
        sessions.Sum(static s => s.Load),
        sessions.Sum(static s => s.Carriers.Count),
        sessions.Sum(static s => s.Carriers.Count(static c => c.IsSuspect)),
        sessions.Sum(static s => s.Carriers.Sum(static c => c.Backlog)),
        sessions.Sum(static s => s.Carriers.Sum(static c => (long)c.QueuedBytes)),
        sessions.Select(static s => s.RttMicroseconds).Where(static r => r > 0).DefaultIfEmpty().Min(),
        sessions.Sum(static s => s.Streams.Sum(static t => t.BytesHeld)),
        sessions.Sum(static s => s.Streams.Sum(static t => t.BytesKept)));
}
