using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// One of the places for a carrier that an agent keeps filled: dials, says HELLO, and dials again when the carrier is lost. Never has more than one.
/// </summary>
internal sealed class CarrierSlot : Pollable, ICarrierGreeter, IDisposable
{
    // A carrier that stood for less was as bad as none: dialling at once would go round in circles.
    private const int WorthwhileMs = 5000;

    private readonly ServerLink _link;
    private readonly LinkEnvironment _environment;
    private readonly ReconnectDelay _delay;
    private readonly Dictionary<TunnelSession, long> _lossesAtHello = [];
    private CarrierDial? _dial;
    private long _standsSinceMs;
    private bool _isClosed;

    /// <summary>Makes an empty slot.</summary>
    public CarrierSlot(ServerLink link, byte number, LinkEnvironment environment) =>
        (_link, Number, _environment, _delay) = (link, number, environment, new ReconnectDelay(environment.Random));

    /// <summary>Its number.</summary>
    public byte Number { get; }

    /// <summary>How often it was dialled.</summary>
    public uint Attempt { get; private set; }

    /// <summary>The carrier, with or without its HELLO; null while there is none.</summary>
    public CarrierConnection? Carrier { get; private set; }

    /// <summary>What the carrier, or the last one, was connected to.</summary>
    public SocketEndpoint Address { get; private set; }

    /// <summary>Whether the carrier stands: its HELLO was answered.</summary>
    public bool Stands => Carrier?.Link is not null;

    /// <summary>Monotonic milliseconds since which the carrier stands; meaningful while it does.</summary>
    public long StandsSinceMs => _standsSinceMs;

    /// <summary>What went wrong.</summary>
    public FailureNotes Failures { get; } = new();

    /// <summary>What it is doing: waiting, dialling, greeting, standing or closed.</summary>
    public string State =>
        Stands ? "standing" : Carrier is not null ? "greeting" : _dial is not null ? "dialling" : _isClosed ? "closed" : "waiting";

    /// <summary>Begins: the first slot at once, the others a little later.</summary>
    public void Start()
    {
        _environment.Host.Loop.Attach(this, isConnection: false);
        Wait(_delay.AfterSuccess(_environment.Options.Reconnect, Number));
    }

    /// <summary>Dials no more. A carrier that stands goes on.</summary>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _dial?.Dispose();
        _dial = null;
        _environment.Host.Loop.Detach(this, isConnection: false);
        if (Carrier is { Link: null } greeting)
            greeting.Abandon();
    }

    /// <inheritdoc/>
    public void OnStarted(CarrierConnection carrier)
    {
        var identity = _link.Identity;
        var options = _environment.Options;
        _lossesAtHello.Clear();
        foreach (var session in _link.Sessions)
            _lossesAtHello[session] = session.Losses;
        var hello = new AgentHello
        {
            SessionId = identity.Id,
            Secret = identity.Secret,
            Instance = _link.Current?.Instance ?? 0,
            Slot = Number,
            Attempt = Attempt,
            StartedMs = _environment.StartedMs,
            AgentId = options.AgentId,
            Zone = options.Zone,
        };
        Span<byte> frame = stackalloc byte[AgentHello.MaxFrame];
        carrier.SendFirst(frame[..hello.Write(frame)]);
    }

    /// <inheritdoc/>
    public CarrierLink? OnHello(CarrierConnection carrier, ReadOnlySpan<byte> payload, out FrameError error, out GoAwayReason refusal)
    {
        refusal = GoAwayReason.Draining;
        error = ServerHello.Read(payload, out var hello);
        if (error != FrameError.None || _isClosed)
            return null;
        var session = _link.SessionOf(hello);
        var link = new CarrierLink(session, carrier, Number, Attempt);
        session.Attach(link, _lossesAtHello.GetValueOrDefault(session));
        _standsSinceMs = _environment.NowMs;
        Failures.Clear();
        _link.CarrierStands();
        AgentLog.CarrierStands(_environment.Log, Number, _link.Name, Address, Attempt);
        return link;
    }

    /// <inheritdoc/>
    public void OnEnded(CarrierConnection carrier, CarrierEnd end)
    {
        var stood = carrier.Link is not null;
        Carrier = null;
        if (end.Reason == GoAwayReason.SessionRefused)
            _link.RenewIdentity();
        if (!_isClosed)
            Note(CarrierEnds.FailureOf(end, stood));
        _link.CarrierLost();
        if (_isClosed)
            return;
        var wasWorthwhile = stood && _environment.NowMs - _standsSinceMs >= WorthwhileMs;
        Wait(wasWorthwhile
            ? _delay.AfterSuccess(_environment.Options.Reconnect, Number)
            : _delay.AfterFailure(_environment.Options.Reconnect));
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        Attempt = _link.NextAttempt(Number);
        _dial = new CarrierDial(
            _environment.Host.Loop, _link.Options, _link.Hops, _environment.Tls.Current, _environment.Options.Limits, Dialled);
        _dial.Start();
    }

    /// <inheritdoc/>
    protected override void OnFault()
    {
        _dial?.Dispose();
        _dial = null;
        if (!_isClosed && Carrier is null)
            Wait(_delay.AfterFailure(_environment.Options.Reconnect));
    }

    private void Dialled(CarrierDialResult result)
    {
        _dial = null;
        Address = result.Address;
        if (result.Failure is { } failure)
        {
            Note(failure);
            _link.CarrierLost();
            Wait(_delay.AfterFailure(_environment.Options.Reconnect));
            return;
        }

        Carrier = new CarrierConnection(_environment.Host, result.Socket, result.Tls!, this);
        Carrier.Start(_environment.Options.Limits.HandshakeTimeout, predecessor: null);
    }

    private void Note(LinkFailure failure)
    {
        if (Failures.Add(failure, _environment.NowMs, _environment.Host.UtcNow) is > 0 and var times)
            AgentLog.CarrierFailed(_environment.Log, Number, _link.Name, failure.ToString(), times);
    }

    private void Wait(long milliseconds) => _environment.Host.Loop.Schedule(this, _environment.NowMs + milliseconds);
}
