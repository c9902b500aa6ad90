using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>Whether the carrier is alive (protocol, section 6).</summary>
internal sealed partial class CarrierLink
{
    private const int SmoothingShift = 3;

    private long _pingSentMs;
    private long _pingSentMicroseconds;
    private ulong _pingNumber;
    private bool _awaitsPong;
    private long _lastReceivedMs;
    private long _lastSentMs;

    /// <summary>Smoothed round-trip time in microseconds; 0 before the first PONG.</summary>
    public long RttMicroseconds { get; private set; }

    /// <summary>Whether a PONG is overdue: no new streams.</summary>
    public bool IsSuspect => _awaitsPong && Session.NowMs - _pingSentMs >= (long)Session.Settings.SuspectAfter.TotalMilliseconds;

    /// <summary>The number of the PING that is sent next: its PONG shows that all that is queued now has arrived.</summary>
    internal ulong NextPing => _pingNumber + 1;

    /// <summary>When <see cref="Check"/> has something to do next.</summary>
    internal long NextCheckMs
    {
        get
        {
            var interval = (long)Session.Settings.PingInterval.TotalMilliseconds;
            return _awaitsPong
                ? Math.Min(_pingSentMs + (long)Session.Settings.DeadAfter.TotalMilliseconds, Session.NowMs + interval)
                : _pingSentMs + interval;
        }
    }

    /// <summary>Bytes came.</summary>
    public void OnReceived() => _lastReceivedMs = Session.NowMs;

    /// <summary>The socket took bytes.</summary>
    public void OnSent() => _lastSentMs = Session.NowMs;

    /// <summary>Sends PING where it is time, and finds out whether the carrier is dead.</summary>
    /// <returns>False: it is dead.</returns>
    internal bool Check()
    {
        var now = Session.NowMs;
        if (!_awaitsPong)
        {
            if (now >= NextCheckMs)
                SendPing();
            return true;
        }

        // On a slow link a PONG may take its time behind megabytes: as long as both directions move, it is alive.
        var dead = (long)Session.Settings.DeadAfter.TotalMilliseconds;
        if (now - _pingSentMs < dead || (now - _lastReceivedMs < dead && now - _lastSentMs < dead))
            return true;
        return false;
    }

    /// <summary>Asks whether anybody is there.</summary>
    internal void SendPing()
    {
        (_pingSentMs, _pingSentMicroseconds, _awaitsPong) = (Session.NowMs, Session.NowMicroseconds, true);
        Commit(SessionFrames.WritePing(Reserve(SessionFrames.PingFrame), FrameType.Ping, ++_pingNumber));
    }

    /// <summary>Answers a PING.</summary>
    internal void SendPong(ulong value) => Commit(SessionFrames.WritePing(Reserve(SessionFrames.PingFrame), FrameType.Pong, value));

    /// <summary>An answer.</summary>
    internal void OnPong(ulong value)
    {
        if (!_awaitsPong || value != _pingNumber)
            return;
        _awaitsPong = false;
        Session.Arrived(this, value);
        var sample = Math.Max(1, Session.NowMicroseconds - _pingSentMicroseconds);
        RttMicroseconds = RttMicroseconds == 0 ? sample : RttMicroseconds + ((sample - RttMicroseconds) >> SmoothingShift);
    }

    private void BeginLiveness() => _lastReceivedMs = _lastSentMs = _pingSentMs = Session.NowMs;
}
