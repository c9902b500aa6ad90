using System.Runtime.InteropServices;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// From a destination to a stream. The best agent is asked; a second one when that fails for a reason of its own, or beside it when it takes long. The
/// first connection wins and the other is given up. Where there is no agent but one that has just lost its carriers, as in a roll-out of the gateway, it is
/// waited for, as long as for a second one. Driven by its owner's timer; on the loop's thread only.
/// </summary>
/// <param name="dialer">What it shares with others.</param>
/// <param name="destination">Where to.</param>
/// <param name="owner">Who is told.</param>
internal sealed class Dial(Dialer dialer, Destination destination, IDialOwner owner)
{
    private const int MaxAttempts = 2;
    private const long MaxAnswerMarginMs = 500;

    // How often to look whether an agent has come back.
    private const long LookMs = 100;

    private readonly List<TunnelSession> _asked = new(MaxAttempts);
    private readonly List<DialAttempt> _open = new(MaxAttempts);
    private DialFailure _failure = new(StreamOutcome.NoAgent, null, "");
    private int _attempts;
    private long _deadlineMs;
    private long _secondMs;
    private long _lookMs;
    private bool _entered;
    private bool _over;

    /// <summary>When <see cref="OnTimer"/> wants to be called, in monotonic milliseconds. Earlier calls do no harm.</summary>
    public long DueMs => _attempts < MaxAttempts ? Math.Min(_lookMs > 0 ? _lookMs : _secondMs, _deadlineMs) : _deadlineMs;

    /// <summary>Agents that were asked.</summary>
    public int Attempts => _attempts;

    /// <summary>Asks the first agent.</summary>
    public void Start()
    {
        var now = dialer.NowMs;
        _deadlineMs = now + (long)dialer.Timeout.TotalMilliseconds;
        _secondMs = now + (long)dialer.SecondAgentAfter.TotalMilliseconds;
        _entered = dialer.Pending.TryEnter(destination.Text);
        if (!_entered)
            Fail(new DialFailure(StreamOutcome.TooManyDials, null, ""));
        else if (!TryAsk() && !TryWait())
            Fail(_failure);
    }

    /// <summary>The time of <see cref="DueMs"/> has come.</summary>
    public void OnTimer()
    {
        if (_over)
            return;
        var now = dialer.NowMs;
        if (_lookMs > 0)
            Look();
        else if (now >= _deadlineMs)
            Fail(DialFailure.Telling(new DialFailure(StreamOutcome.AgentTimeout, _open[0].Agent, ""), _failure));
        else if (now >= _secondMs && _attempts < MaxAttempts && !TryAsk())
            _secondMs = _deadlineMs; // There is no other agent to ask.
    }

    /// <summary>The owner wants it no more, and is told nothing more.</summary>
    public void Cancel()
    {
        if (!_over)
            End(null);
    }

    internal void OnOpened(DialAttempt attempt, TunnelStream stream)
    {
        End(attempt);
        owner.OnDialed(stream);
    }

    internal void OnFailed(DialAttempt attempt, OpenFailure failure, string message)
    {
        _open.Remove(attempt);
        var told = new DialFailure(StreamOutcomes.Of(failure), attempt.Agent, message);
        if (!DialFailure.IsWorthAnotherAgent(failure))
        {
            Fail(told);
            return;
        }

        Remember(told);
        if (_attempts < MaxAttempts)
            TryAsk();
        if (_open.Count == 0)
            Fail(_failure);
    }

    private bool TryWait()
    {
        if (dialer.NowMs >= _secondMs || _failure.Outcome != StreamOutcome.NoAgent || !dialer.Directory.MayComeBack)
            return false;
        _lookMs = Math.Min(dialer.NowMs + LookMs, _secondMs);
        return true;
    }

    private void Look()
    {
        if (dialer.NowMs < _lookMs)
            return;
        _lookMs = 0;
        if (!TryAsk() && !TryWait())
            Fail(_failure);
    }

    /// <summary>Asks the best agent that was not asked yet. One that can take no more streams costs no attempt.</summary>
    private bool TryAsk()
    {
        while (dialer.Directory.Pick(destination.Host, CollectionsMarshal.AsSpan(_asked)) is { } session)
        {
            _asked.Add(session);
            var attempt = new DialAttempt(this, session.PeerId);
            var request = new OpenRequest(StreamKind.Tcp, destination.Host, destination.Port, StreamClass.Interactive, TimeForAgent());
            if (session.Open(request, attempt) is { } stream)
            {
                attempt.Stream = stream;
                _open.Add(attempt);
                _attempts++;
                return true;
            }

            Remember(new DialFailure(StreamOutcome.TooManyStreams, session.PeerId, ""));
        }

        return false;
    }

    /// <summary>A little less than we wait ourselves, so that the agent's answer, which knows more than our clock, comes in time.</summary>
    private TimeSpan TimeForAgent()
    {
        var left = _deadlineMs - dialer.NowMs;
        return TimeSpan.FromMilliseconds(Math.Max(1, left - Math.Min(MaxAnswerMarginMs, left / 4)));
    }

    private void Remember(in DialFailure failure) =>
        _failure = _failure.Outcome == StreamOutcome.NoAgent ? failure : DialFailure.Telling(_failure, failure);

    private void Fail(in DialFailure failure)
    {
        End(null);
        owner.OnDialFailed(failure);
    }

    private void End(DialAttempt? winner)
    {
        _over = true;
        foreach (var attempt in _open)
        {
            if (attempt != winner)
                attempt.Stream.Abort(ResetCode.Cancelled);
        }

        _open.Clear();
        if (_entered)
            dialer.Pending.Leave(destination.Text);
    }
}
