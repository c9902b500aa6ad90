using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>A thread that sessions live on, with a clock that is moved by hand. Sessions' own ticks are not run: nothing here waits for them.</summary>
internal sealed class HandClock : ISessionHost
{
    public long NowMs { get; set; } = 1000;

    public long NowMicroseconds => NowMs * 1000;

    public ChunkPool Chunks { get; } = new();

    public void ScheduleTick(TunnelSession session, long dueMs)
    {
    }

    public void OnSessionEnded(TunnelSession session)
    {
    }
}
