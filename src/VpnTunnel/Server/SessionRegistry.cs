using System.Security.Cryptography;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Server;

/// <summary>
/// The sessions of a server, found by the id that the agent's carriers show (protocol, section 3). On the loop's thread.
/// </summary>
/// <param name="host">The loop.</param>
/// <param name="hello">What the server says of itself; the instance is set for each session.</param>
/// <param name="settings">Bounds of new sessions.</param>
internal sealed class SessionRegistry(LoopHost host, ServerHello hello, SessionSettings settings) : ICarrierGreeter
{
    private readonly Dictionary<UInt128, Entry> _sessions = [];

    /// <summary>What the server says of itself to new carriers.</summary>
    public ServerHello Hello { get; set; } = hello;

    /// <summary>Bounds of new sessions.</summary>
    public SessionSettings Settings { get; set; } = settings;

    private sealed record Entry(TunnelSession Session, UInt128 Id, UInt128 Secret, string Subject, long StartedMs);

    /// <summary>Most sessions. Protects memory from an agent that never comes back with the id it had. Default 1,024.</summary>
    public int MaxSessions { get; set; } = 1024;

    /// <summary>All servers of the control plane, told to every agent; empty for nothing to tell.</summary>
    public IReadOnlyList<string> Members { get; private set; } = [];

    /// <summary>The sessions.</summary>
    public IEnumerable<TunnelSession> Sessions => _sessions.Values.Select(static e => e.Session);

    /// <summary>How many sessions there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>Living sessions whose agent's name another living session has too.</summary>
    public int Duplicates => _sessions.Values
        .Where(static e => e.Session.Carriers.Count > 0)
        .GroupBy(static e => e.Session.PeerId)
        .Sum(static g => g.Count() - 1);

    /// <summary>Told of each session that begins, on the loop's thread.</summary>
    public Action<TunnelSession>? Began { get; set; }

    /// <summary>Told of each session that has ended.</summary>
    public Action<TunnelSession>? Ended { get; set; }

    /// <summary>Told of each carrier that has ended.</summary>
    public Action<CarrierConnection, CarrierEnd>? CarrierEnded { get; set; }

    /// <summary>Begins to hear of sessions that end.</summary>
    public void Start() => host.SessionEnded = Forget;

    /// <summary>Tells all agents of all servers.</summary>
    public void TellMembers(IReadOnlyList<string> members)
    {
        Members = members;
        foreach (var session in Sessions)
            session.TellMembers(members);
    }

    /// <inheritdoc/>
    public void OnStarted(CarrierConnection carrier)
    {
        // The agent speaks first.
    }

    /// <inheritdoc/>
    public CarrierLink? OnHello(CarrierConnection carrier, ReadOnlySpan<byte> payload, out FrameError error, out GoAwayReason refusal)
    {
        refusal = GoAwayReason.None;
        error = AgentHello.Read(payload, out var agent);
        if (error != FrameError.None || Find(agent, carrier.Peer.CommonName ?? "", out refusal) is not { } entry)
            return null;
        var link = new CarrierLink(entry.Session, carrier, (byte)agent.Slot, agent.Attempt);
        link.SendHello(Hello with { Instance = entry.Session.Instance });
        entry.Session.Attach(link);
        EndOlder(entry);
        return link;
    }

    /// <inheritdoc/>
    public void OnEnded(CarrierConnection carrier, CarrierEnd end)
    {
        CarrierEnded?.Invoke(carrier, end);
        if (carrier.Link is not { Session: { IsEnded: false, Carriers.Count: 0 } session })
            return;
        // Nobody comes back for it: its agent has ended in order, or was started anew.
        var hasLeft = end.Kind == CarrierEndKind.PeerClosed && session.IsPeerDraining;
        if (hasLeft || (EntryOf(session) is { } entry && IsSuperseded(entry)))
            session.End(ResetCode.SessionLost);
    }

    private Entry? Find(AgentHello agent, string subject, out GoAwayReason refusal)
    {
        refusal = GoAwayReason.None;
        if (_sessions.TryGetValue(agent.SessionId, out var known))
        {
            if (IsSame(known.Secret, agent.Secret) && known.Subject == subject)
                return known;
            refusal = GoAwayReason.SessionRefused;
            return null;
        }

        if (_sessions.Count < MaxSessions)
            return Begin(agent, subject);
        refusal = GoAwayReason.TooManySessions;
        return null;
    }

    private Entry Begin(AgentHello agent, string subject)
    {
        var session = new TunnelSession(SessionRole.Server, agent.AgentId, Settings, host)
        {
            PeerZone = agent.Zone,
            Instance = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1,
        };
        session.TellMembers(Members);
        var entry = new Entry(session, agent.SessionId, agent.Secret, subject, agent.StartedMs);
        _sessions.Add(agent.SessionId, entry);
        Began?.Invoke(session);
        return entry;
    }

    /// <summary>Sessions of the same agent's earlier processes have nobody left who could come back to them.</summary>
    private void EndOlder(Entry entry)
    {
        foreach (var older in _sessions.Values.ToArray())
        {
            if (older != entry && older.Session.Carriers.Count == 0 && IsSuperseded(older))
                older.Session.End(ResetCode.SessionLost);
        }
    }

    private bool IsSuperseded(Entry entry) => _sessions.Values.Any(
        e => e.Session.PeerId == entry.Session.PeerId && e.Subject == entry.Subject && e.StartedMs > entry.StartedMs);

    private Entry? EntryOf(TunnelSession session) => _sessions.Values.FirstOrDefault(e => e.Session == session);

    private void Forget(TunnelSession session)
    {
        if (EntryOf(session) is { } entry)
            _sessions.Remove(entry.Id);
        Ended?.Invoke(session);
    }

    // In constant time: how long a comparison takes must not tell how much of a secret was right.
    private static bool IsSame(UInt128 a, UInt128 b)
    {
        var difference = a ^ b;
        return ((ulong)difference | (ulong)(difference >> 64)) == 0;
    }
}
