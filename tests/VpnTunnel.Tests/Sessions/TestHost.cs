using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>A thread that sessions live on, with a clock that is moved by hand.</summary>
internal sealed class TestHost : ISessionHost
{
    private readonly Dictionary<TunnelSession, long> _ticks = [];

    public long NowMs { get; private set; } = 1000;

    public long NowMicroseconds => NowMs * 1000;

    public ChunkPool Chunks { get; } = new();

    public List<TunnelSession> Ended { get; } = [];

    public void ScheduleTick(TunnelSession session, long dueMs) => _ticks[session] = dueMs;

    public void OnSessionEnded(TunnelSession session)
    {
        Ended.Add(session);
        _ticks.Remove(session);
    }

    /// <summary>Moves the clock, and has everything done that falls due on the way.</summary>
    public void Advance(long milliseconds)
    {
        var until = NowMs + milliseconds;
        while (_ticks.Where(t => t.Value <= until).OrderBy(static t => t.Value).FirstOrDefault() is { Key: { } session, Value: var due })
        {
            NowMs = Math.Max(NowMs, due);
            _ticks.Remove(session);
            session.Tick();
        }

        NowMs = until;
    }
}
