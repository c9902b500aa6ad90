using Connectivity.Shared.Dialing;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// One server: the slots for its carriers, and the session with its process, or sessions while an old process is on its way out. On the loop's thread,
/// but for <see cref="Problem"/>.
/// </summary>
internal sealed class ServerLink
{
    /// <summary>Age of the last echo at which the agent is not ready: three of the server's rounds.</summary>
    public const long EchoMaxAgeMs = 15_000;

    private static readonly TimeSpan LongestResume = TimeSpan.FromMinutes(10);
    private const int GreatestMaxStreams = 1_000_000;
    private const long NoEcho = long.MinValue;

    private readonly LinkEnvironment _environment;
    private readonly List<CarrierSlot> _slots = [];
    private readonly List<TunnelSession> _sessions = [];
    private readonly uint[] _attempts = new uint[AgentOptions.MaxCarriers];
    private volatile string? _lastProblem = "not connected yet";
    private volatile bool _isConnected;
    private long _echoMs = NoEcho;
    private int _standing;
    private long _failures;
    private long _rttMicroseconds;
    private long _queuedBytes;
    private StreamDrain? _drain;

    /// <summary>Makes a link; nothing happens before <see cref="Start"/>.</summary>
    public ServerLink(LinkOptions options, LinkEnvironment environment)
    {
        (Options, _environment) = (options, environment);
        Hops = new HopAddresses(environment.Resolver);
    }

    /// <summary>The server's id, as the agent knows it.</summary>
    public string Name => Options.Name;

    /// <summary>The way to it; a new one holds for the next dial.</summary>
    public LinkOptions Options { get; set; }

    /// <summary>The addresses of its first hop.</summary>
    public HopAddresses Hops { get; }

    /// <summary>What is shown with every carrier.</summary>
    public SessionIdentity Identity { get; private set; } = SessionIdentity.Create();

    /// <summary>The session with the process that is there now; null before the first carrier.</summary>
    public TunnelSession? Current { get; private set; }

    /// <summary>All sessions that are not over.</summary>
    public IReadOnlyList<TunnelSession> Sessions => _sessions;

    /// <summary>The slots.</summary>
    public IReadOnlyList<CarrierSlot> Slots => _slots;

    /// <summary>Whether it is on its way out: no more carriers, no new streams.</summary>
    public bool IsDraining => _drain is not null;

    /// <summary>Whether it is done with: drained, and nothing is left.</summary>
    public bool IsOver => IsDraining && _sessions.Count == 0;

    /// <summary>Carriers that stand; for any thread.</summary>
    public int Standing => Volatile.Read(ref _standing);

    /// <summary>Round-trip time in microseconds, 0 when not known; for any thread.</summary>
    public long RttMicroseconds => Volatile.Read(ref _rttMicroseconds);

    /// <summary>Bytes that wait in the carriers themselves; for any thread.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Carriers that failed or were lost; for any thread.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Fills the slots.</summary>
    public void Start() => SetSlots(_environment.Options.CarriersPerServer);

    /// <summary>Puts another number of slots in force. A carrier that is too many is given up; its streams go on over the others.</summary>
    public void SetSlots(int count)
    {
        for (var number = _slots.Count; number < count; number++)
        {
            var slot = new CarrierSlot(this, (byte)number, _environment);
            _slots.Add(slot);
            slot.Start();
        }

        while (_slots.Count > count)
        {
            var slot = _slots[^1];
            _slots.RemoveAt(_slots.Count - 1);
            slot.Dispose();
            if (slot.Carrier?.Link is { } link)
                link.Session.Close(link);
        }
    }

    /// <summary>Tells the server that no new streams are wanted, and dials no more. What is left is ended by <see cref="Tick"/> in time.</summary>
    public void Drain(TimeSpan time)
    {
        if (IsDraining)
            return;
        _drain = new StreamDrain(_environment.NowMs, time, _environment.Random);
        foreach (var slot in _slots)
            slot.Dispose();
        foreach (var session in _sessions)
            session.GoAway(GoAwayReason.Draining, time, "");
    }

    /// <summary>Looks after what has no event of its own.</summary>
    public void Tick()
    {
        foreach (var session in _sessions.ToArray())
        {
            if (session != Current && session.Carriers.Count == 0)
                session.End(ResetCode.SessionLost);
            else if (_drain is { } drain && drain.Advance(session, _environment.NowMs))
                session.End(ResetCode.Drained);
        }

        Publish();
    }

    /// <summary>Resets all streams, and tells the server so. Its sessions are ended by the next <see cref="Tick"/>, when that has gone out.</summary>
    public void ResetStreams()
    {
        foreach (var session in _sessions)
            StreamDrain.ResetAll(session);
    }

    /// <summary>Ends all sessions at once.</summary>
    public void End()
    {
        Drain(TimeSpan.Zero);
        foreach (var session in _sessions.ToArray())
            session.End(ResetCode.Drained);
    }

    /// <summary>An echo came through.</summary>
    public void Echoed() => Volatile.Write(ref _echoMs, _environment.NowMs);

    /// <summary>A session has ended by itself.</summary>
    public void SessionEnded(TunnelSession session)
    {
        _sessions.Remove(session);
        if (session != Current)
            return;
        // What was resumable with this identity is gone.
        Current = null;
        RenewIdentity();
        Publish();
    }

    /// <summary>Why the agent is not ready as to this server; null when it is. For any thread.</summary>
    public string? Problem(long nowMs)
    {
        if (!_isConnected)
            return _lastProblem ?? "not connected";
        var echo = Volatile.Read(ref _echoMs);
        if (echo == NoEcho)
            return "connected, no echo through it yet";
        return nowMs - echo > EchoMaxAgeMs ? $"connected, no echo through it for {(nowMs - echo) / 1000} s" : null;
    }

    /// <summary>The server does not take the identity any more: the next carriers make a session of their own.</summary>
    internal void RenewIdentity() => Identity = SessionIdentity.Create();

    /// <summary>Counts the attempts of a slot, from 1; a slot that is taken away and comes back goes on counting.</summary>
    internal uint NextAttempt(byte slot) => ++_attempts[slot];

    /// <summary>A slot has its carrier.</summary>
    internal void CarrierStands() => Publish();

    /// <summary>A slot could not get its carrier, or has lost it.</summary>
    internal void CarrierLost()
    {
        Interlocked.Increment(ref _failures);
        foreach (var session in _sessions.ToArray())
        {
            if (session != Current && session.Carriers.Count == 0)
                session.End(ResetCode.SessionLost);
        }

        Publish();
    }

    /// <summary>The session that a server's HELLO belongs to.</summary>
    internal TunnelSession SessionOf(ServerHello hello)
    {
        foreach (var known in _sessions)
        {
            if (known.Instance == hello.Instance)
                return known;
        }

        if (hello.ServerId != Name)
            AgentLog.OtherServer(_environment.Log, Name, hello.ServerId);
        if (Current is { } old)
        {
            AgentLog.ServerReplaced(_environment.Log, Name);
            Current = null;
            if (old.Carriers.Count == 0)
                old.End(ResetCode.SessionLost);
        }

        Current = new TunnelSession(SessionRole.Agent, hello.ServerId, SettingsFor(hello), _environment.Host, _environment.Acceptor)
        {
            PeerZone = hello.Zone,
            Instance = hello.Instance,
        };
        _sessions.Add(Current);
        // What came through the old process says nothing of this one.
        Volatile.Write(ref _echoMs, NoEcho);
        Current.Advertise(_environment.Options.Advertise);
        return Current;
    }

    private SessionSettings SettingsFor(ServerHello hello)
    {
        var options = _environment.Options;
        return new SessionSettings
        {
            MaxStreams = (int)Math.Min(hello.MaxStreams, GreatestMaxStreams),
            Memory = options.Limits.SessionMemory,
            MaxWindow = options.Limits.Window,
            ResumeWindow = hello.ResumeWindow < LongestResume ? hello.ResumeWindow : LongestResume,
            PingInterval = options.Keepalive.Interval,
            SuspectAfter = options.Keepalive.Suspect,
            DeadAfter = options.Keepalive.Dead,
        };
    }

    private void Publish()
    {
        Volatile.Write(ref _standing, _sessions.Sum(static s => s.Carriers.Count));
        Volatile.Write(ref _queuedBytes, _sessions.Sum(static s => s.Carriers.Sum(static c => (long)c.QueuedBytes)));
        Volatile.Write(ref _rttMicroseconds, Current?.RttMicroseconds ?? 0);
        _isConnected = Current is { IsEnded: false, IsPeerDraining: false } current && current.Carriers.Any(static c => !c.IsSuspect);
        _lastProblem = Current is { IsPeerDraining: true, Carriers.Count: > 0 } ? "the server is about to end"
            : _slots.Select(static s => s.Failures.Last).FirstOrDefault(static f => f is not null) is { } failure ? $"not connected: {failure}"
            : "not connected yet";
    }
}
