using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>The event loop as sessions see it: its clock, its memory, a timer for each session.</summary>
/// <param name="loop">The loop that all sessions of the process live on.</param>
/// <param name="time">The clock.</param>
internal sealed class LoopHost(EventLoop loop, TimeProvider time) : ISessionHost
{
    private readonly Dictionary<TunnelSession, SessionTimer> _timers = [];

    /// <summary>Is told of each session that has ended, on the loop's thread.</summary>
    public Action<TunnelSession>? SessionEnded { get; set; }

    /// <summary>The loop.</summary>
    public EventLoop Loop => loop;

    /// <inheritdoc/>
    public long NowMs => loop.NowMs;

    /// <inheritdoc/>
    public long NowMicroseconds => (long)time.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>The time of day.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow();

    /// <inheritdoc/>
    public ChunkPool Chunks { get; } = new();

    /// <summary>Buffers that carriers work with during a callback.</summary>
    public CarrierBuffers Buffers { get; } = new();

    /// <inheritdoc/>
    public void ScheduleTick(TunnelSession session, long dueMs)
    {
        if (!_timers.TryGetValue(session, out var timer))
        {
            _timers[session] = timer = new SessionTimer(session);
            loop.Attach(timer, isConnection: false);
        }

        loop.Schedule(timer, dueMs);
    }

    /// <inheritdoc/>
    public void OnSessionEnded(TunnelSession session)
    {
        if (_timers.Remove(session, out var timer))
            loop.Detach(timer, isConnection: false);
        SessionEnded?.Invoke(session);
    }

    private sealed class SessionTimer(TunnelSession session) : Pollable
    {
        protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
        {
        }

        protected override void OnTimer() => session.Tick();

        protected override void OnFault() => session.End(Framing.ResetCode.Internal);
    }
}
