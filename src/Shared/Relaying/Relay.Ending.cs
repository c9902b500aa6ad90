using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.Relaying;

/// <summary>How a relay ends: timeouts, lost legs, the reset that waits for the last bytes.</summary>
public sealed partial class Relay
{
    private const int FirstFlushPollMs = 2;
    private const int LongestFlushPollMs = 100;

    /// <inheritdoc/>
    protected internal override void OnTimer()
    {
        if (_phase == Phase.Flushing)
        {
            PollFlush();
            return;
        }

        var now = _loop.NowMs;
        if (_phase != Phase.Relaying)
            End(Outcome);
        else if (now >= HalfCloseDueMs)
            End(ConnectionOutcome.HalfCloseTimeout);
        else if (now >= IdleDueMs)
            End(ConnectionOutcome.IdleTimeout);
        else if (now >= AgeDueMs)
            End(ConnectionOutcome.MaxAge);
        else
            ScheduleChecks();
    }

    private long HalfCloseDueMs => _up.Finished || _down.Finished ? After(_lastMovedMs, _options.HalfCloseTimeout) : long.MaxValue;

    private long IdleDueMs => After(_lastMovedMs, _options.IdleTimeout);

    private long AgeDueMs => _maxAgeMs == 0 ? long.MaxValue : _startedMs + _maxAgeMs;

    private static long After(long sinceMs, TimeSpan time) => time == TimeSpan.Zero ? long.MaxValue : sinceMs + (long)time.TotalMilliseconds;

    private void ScheduleChecks()
    {
        var due = Math.Min(HalfCloseDueMs, Math.Min(IdleDueMs, AgeDueMs));
        if (due != long.MaxValue)
            _loop.Schedule(this, due);
    }

    private void LookForError(int leg)
    {
        if (_phase != Phase.Relaying)
            return;
        var error = TcpSocket.TakeError(Socket(leg));
        if (error != 0)
            LoseLeg(leg, error);
    }

    /// <summary>One leg is dead. What it had sent before is still in our receive queue, and is delivered; what goes to it is dropped.</summary>
    private void LoseLeg(int leg, int errno)
    {
        if (_phase is Phase.ClientDead or Phase.UpstreamDead)
        {
            // Either the dead leg is read to its end now, or the other leg died too.
            var dead = _phase == Phase.ClientDead ? Client : Upstream;
            if (leg == dead)
                FlushThenReset(1 - dead);
            else
                End(Outcome);
            return;
        }

        Outcome = Classify(leg, errno);
        _phase = leg == Client ? Phase.ClientDead : Phase.UpstreamDead;
        ref var toDead = ref leg == Client ? ref _down : ref _up;
        ref var fromDead = ref leg == Client ? ref _up : ref _down;
        toDead.Release(_loop);
        if (fromDead.Finished || fromDead.Error != 0)
        {
            FlushThenReset(1 - leg);
            return;
        }

        fromDead.SourceReadable = fromDead.SourceEnding = true;
        _loop.Schedule(this, _loop.NowMs + (long)_options.ResetFlushTimeout.TotalMilliseconds);
        _loop.Enqueue(this);
    }

    /// <summary>Resets the living leg once its peer has acknowledged everything: a reset drops what is still queued.</summary>
    private void FlushThenReset(int leg)
    {
        if (TcpSocket.UnacknowledgedBytes(Socket(leg)) == 0)
        {
            End(Outcome);
            return;
        }

        _up.Finished = _down.Finished = true;
        _phase = Phase.Flushing;
        _flushUntilMs = _loop.NowMs + (long)_options.ResetFlushTimeout.TotalMilliseconds;
        _flushPollMs = FirstFlushPollMs;
        _loop.Schedule(this, _loop.NowMs + _flushPollMs);
    }

    private void PollFlush()
    {
        // The bytes of a leg that dies meanwhile stay unacknowledged: its error tells.
        var living = Socket(Outcome.Side() == ConnectionSide.Client ? Upstream : Client);
        var pending = TcpSocket.UnacknowledgedBytes(living) > 0 && TcpSocket.TakeError(living) == 0;
        if (!pending || _loop.NowMs >= _flushUntilMs)
        {
            End(Outcome);
            return;
        }

        _flushPollMs = Math.Min(_flushPollMs * 2, LongestFlushPollMs);
        _loop.Schedule(this, _loop.NowMs + _flushPollMs);
    }

    private void End(ConnectionOutcome outcome)
    {
        _phase = Phase.Ended;
        if (Outcome == ConnectionOutcome.None)
            Outcome = outcome;
        _up.Release(_loop);
        _down.Release(_loop);
        _loop.Detach(this);
        if (Outcome == ConnectionOutcome.Completed)
        {
            TcpSocket.Close(_clientSocket);
            TcpSocket.Close(_upstreamSocket);
        }
        else
        {
            TcpSocket.Reset(_clientSocket);
            TcpSocket.Reset(_upstreamSocket);
        }

        try
        {
            Report();
        }
        finally
        {
            _owner.OnRelayEnded(this);
        }
    }

    private static ConnectionOutcome Classify(int leg, int errno) => (leg, errno) switch
    {
        (Client, Errno.ETIMEDOUT or Errno.EHOSTUNREACH or Errno.ENETUNREACH) => ConnectionOutcome.ClientTimedOut,
        (Client, _) => ConnectionOutcome.ClientReset,
        (_, Errno.ETIMEDOUT or Errno.EHOSTUNREACH or Errno.ENETUNREACH) => ConnectionOutcome.UpstreamTimedOut,
        _ => ConnectionOutcome.UpstreamReset,
    };
}
