using System.Diagnostics.CodeAnalysis;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server.Echo;

/// <summary>
/// Looks every few seconds whether each session really carries bytes. That TCP connections stand says little: what counts as being ready is that a
/// stream to the agent works. On the loop's thread, but for what any may read.
/// </summary>
/// <param name="loop">Where it lives.</param>
/// <param name="sessions">The sessions of now.</param>
/// <param name="log">Where changes are told.</param>
internal sealed class EchoWatch(EventLoop loop, IEnumerable<TunnelSession> sessions, ILogger log) : Pollable
{
    /// <summary>Time from one probe of a session to the next, and for a probe itself.</summary>
    public const int IntervalMs = 5000;

    private const int TickMs = 250;

    private readonly Dictionary<TunnelSession, EchoState> _states = [];
    private int _good;

    /// <summary>Sessions that take new streams and had a good echo. Any thread may look.</summary>
    public int GoodSessions => Volatile.Read(ref _good);

    /// <summary>Begins.</summary>
    public void Start()
    {
        loop.Attach(this, isConnection: false);
        OnTimer();
    }

    /// <summary>Ends; probes that are under way are taken back.</summary>
    public void Stop()
    {
        loop.Detach(this, isConnection: false);
        foreach (var state in _states.Values)
            state.Probe?.GiveUp();
        _states.Clear();
        Count();
    }

    /// <summary>What is known of a session.</summary>
    public bool TryGet(TunnelSession session, [MaybeNullWhen(false)] out EchoState state) => _states.TryGetValue(session, out state);

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        loop.Schedule(this, loop.NowMs + TickMs);
        foreach (var ended in _states.Keys.Where(static s => s.IsEnded).ToArray())
            _states.Remove(ended);
        foreach (var session in sessions)
            Look(session);
        Count();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected override void OnFault() => loop.Schedule(this, loop.NowMs + TickMs);

    private void Look(TunnelSession session)
    {
        if (session.IsEnded)
            return;
        if (!_states.TryGetValue(session, out var state))
            _states.Add(session, state = new EchoState(session));
        if (state.Probe is { } probe)
        {
            if (loop.NowMs - state.BegunMs < IntervalMs)
                return;
            probe.GiveUp();
            OnOver(state, "no echo in time");
        }

        // One that takes no new streams shows that by itself.
        if (loop.NowMs >= state.NextMs && session.IsUsable)
            Begin(state);
    }

    private void Begin(EchoState state)
    {
        var probe = new EchoProbe(problem => OnOver(state, problem));
        (state.Probe, state.BegunMs, state.NextMs) = (probe, loop.NowMs, loop.NowMs + IntervalMs);
        var request = new OpenRequest(StreamKind.Echo, "", 0, StreamClass.Interactive, TimeSpan.FromMilliseconds(IntervalMs));
        probe.Stream = state.Session.Open(request, probe);
        if (probe.Stream is null)
            OnOver(state, "the session takes no more streams");
    }

    private void OnOver(EchoState state, string? problem)
    {
        var changed = state.IsGood != problem is null || (state.Problem is null && problem is not null);
        state.Probe = null;
        (state.IsGood, state.Problem) = (problem is null, problem);
        if (state.IsGood)
            state.RoundTripMs = loop.NowMs - state.BegunMs;
        Count();
        if (changed && problem is null)
            ServerLog.EchoWorks(log, state.Session.PeerId);
        else if (changed)
            ServerLog.EchoFailed(log, state.Session.PeerId, problem!);
    }

    private void Count()
    {
        var good = 0;
        foreach (var state in _states.Values)
        {
            if (state is { IsGood: true, Session.IsUsable: true })
                good++;
        }

        Volatile.Write(ref _good, good);
    }
}
