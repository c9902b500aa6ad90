using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// The end of a session's life. Streams go on as they were for most of its time; in the last quarter those that are left are reset a few at a time,
/// so that their clients do not come back all at once.
/// </summary>
/// <param name="startMs">When it began.</param>
/// <param name="time">What streams have in all.</param>
/// <param name="random">Random fractions from 0 up to 1.</param>
internal sealed class StreamDrain(long startMs, TimeSpan time, Func<double> random)
{
    private readonly long _dueMs = startMs + (long)time.TotalMilliseconds;
    private readonly long _quietMs = startMs + (long)(time.TotalMilliseconds * 0.75);
    private long _lastMs = startMs;

    /// <summary>Resets as many as it is time for.</summary>
    /// <returns>Whether nothing was left already when this was called, so that all resets have gone out.</returns>
    public bool Advance(TunnelSession session, long nowMs)
    {
        // Echoes come and go; nobody waits for them.
        var left = session.Streams.Where(static s => s.Request.Kind != StreamKind.Echo).ToArray();
        var sinceMs = nowMs - _lastMs;
        _lastMs = nowMs;
        if (left.Length == 0 || session.Carriers.Count == 0)
            return true;
        if (nowMs < _quietMs)
            return false;
        // Each with the chance that its share of the time has come; none is left at the end.
        var share = nowMs >= _dueMs ? 1 : (double)sinceMs / (_dueMs - nowMs + sinceMs);
        foreach (var stream in left.Where(_ => share >= 1 || random() < share))
            Reset(stream);
        return false;
    }

    /// <summary>Resets all streams.</summary>
    public static void ResetAll(TunnelSession session)
    {
        foreach (var stream in session.Streams.ToArray())
            Reset(stream);
    }

    private static void Reset(TunnelStream stream)
    {
        var end = stream.End;
        if (end is SocketEnd socket)
        {
            socket.Abort(ResetCode.Drained);
        }
        else if (end is TargetDial)
        {
            stream.RefuseOpen(OpenFailure.Draining, "the agent is about to end");
            end.OnReset(stream, ResetCode.Drained);
        }
        else
        {
            stream.Abort(ResetCode.Drained);
        }
    }
}
