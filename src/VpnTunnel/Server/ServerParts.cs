using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Server.Echo;
using Connectivity.VpnTunnel.Server.Frontends;
using Connectivity.VpnTunnel.Sessions;
using Microsoft.Extensions.Logging;

namespace Connectivity.VpnTunnel.Server;

/// <summary>What a server has on its loop: sessions, dials, front ends' connections. Made and used on the loop's thread.</summary>
internal sealed class ServerParts
{
    private const string DrainMessage = "the server is ending";
    private const long NotDraining = -1;

    private readonly ILogger _log;
    private long _drainDueMs = NotDraining;

    /// <summary>Makes the parts; nothing comes in before somebody listens.</summary>
    /// <param name="options">A validated configuration.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="maxConnections">How many clients the descriptors of this process allow.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes what happens.</param>
    public ServerParts(ServerOptions options, EventLoop loop, int maxConnections, TimeProvider time, ILogger log)
    {
        _log = log;
        Host = new LoopHost(loop, time);
        Registry = new SessionRegistry(Host, HelloOf(options), SettingsOf(options))
        {
            Began = OnSessionBegan,
            Ended = OnSessionEnded,
            CarrierEnded = OnCarrierEnded,
        };
        Registry.Start();
        Dialer = new Dialer(new AgentDirectory(Registry.Sessions, options.Zone), new PendingDials(0, 0), () => loop.NowMs);
        Frontends = new FrontendSet(Dialer, maxConnections, log);
        Echo = new EchoWatch(loop, Registry.Sessions, log);
        Apply(options);
    }

    /// <summary>The loop as sessions see it.</summary>
    public LoopHost Host { get; }

    /// <summary>The sessions.</summary>
    public SessionRegistry Registry { get; }

    /// <summary>Dials.</summary>
    public Dialer Dialer { get; }

    /// <summary>Clients' connections.</summary>
    public FrontendSet Frontends { get; }

    /// <summary>Whether sessions carry bytes.</summary>
    public EchoWatch Echo { get; }

    /// <summary>How carriers ended last.</summary>
    public CarrierEndNotes CarrierEnds { get; } = new();

    /// <summary>What sessions and carriers that have ended had counted.</summary>
    public EndedTotals Totals { get; } = new();

    /// <summary>Puts another configuration in force, for what begins from now on.</summary>
    public void Apply(ServerOptions options)
    {
        var limits = options.Limits;
        (Registry.Hello, Registry.Settings, Registry.MaxSessions) = (HelloOf(options), SettingsOf(options), limits.MaxSessions);
        if (!Registry.Members.SequenceEqual(options.Members))
            Registry.TellMembers([.. options.Members]);
        Dialer.Directory.Zone = options.Zone;
        (Dialer.Timeout, Dialer.SecondAgentAfter) = (limits.DialTimeout, limits.SecondAgentAfter);
        (Dialer.Pending.Max, Dialer.Pending.MaxPerDestination) = (limits.PendingDials, limits.PendingDialsPerDestination);
        (Frontends.HeadTimeout, Frontends.HandshakeTimeout) = (limits.HeadTimeout, limits.HandshakeTimeout);
        Frontends.Handshakes.Max = limits.MaxHandshakes;
    }

    /// <summary>Tells agents that no new streams will come, and how long the open ones have.</summary>
    public void BeginDrain(TimeSpan time)
    {
        _drainDueMs = Host.NowMs + (long)time.TotalMilliseconds;
        foreach (var session in Registry.Sessions)
            session.GoAway(GoAwayReason.Draining, time, DrainMessage);
    }

    /// <summary>Ends all sessions, and with them their carriers.</summary>
    public void EndSessions()
    {
        foreach (var session in Registry.Sessions.ToArray())
            session.End(ResetCode.Drained);
    }

    private static ServerHello HelloOf(ServerOptions options) => new()
    {
        Instance = 0,
        ResumeWindow = options.Resume.Window,
        MaxStreams = (uint)options.Limits.MaxStreamsPerSession,
        ServerId = options.ServerId,
        Zone = options.Zone,
    };

    private static SessionSettings SettingsOf(ServerOptions options) => new()
    {
        MaxStreams = options.Limits.MaxStreamsPerSession,
        Memory = options.Limits.SessionMemory,
        MaxWindow = options.Limits.Window,
        ResumeWindow = options.Resume.Window,
        PingInterval = options.Keepalive.Interval,
        SuspectAfter = options.Keepalive.Suspect,
        DeadAfter = options.Keepalive.Dead,
    };

    private void OnSessionBegan(TunnelSession session)
    {
        ServerLog.SessionBegan(_log, session.PeerId, session.PeerZone);
        if (Registry.Sessions.Any(s => s != session && s.PeerId == session.PeerId && s.Carriers.Count > 0))
            ServerLog.DuplicateAgent(_log, session.PeerId);
        // Somebody who comes while we go: for streams that he has, he may; new ones he gets elsewhere.
        if (_drainDueMs != NotDraining)
            session.GoAway(GoAwayReason.Draining, TimeSpan.FromMilliseconds(Math.Max(0, _drainDueMs - Host.NowMs)), DrainMessage);
    }

    private void OnSessionEnded(TunnelSession session)
    {
        Totals.Add(session);
        CarrierEnds.Forget(session);
        ServerLog.SessionEnded(_log, session.PeerId, session.StreamsOpened);
    }

    private void OnCarrierEnded(CarrierConnection carrier, CarrierEnd end)
    {
        Totals.Add(end);
        var agent = carrier.Link?.Session.PeerId ?? carrier.Peer.CommonName ?? "";
        CarrierEnds.Add(carrier.Link?.Session, new CarrierEndNote(agent, end, Host.UtcNow));
        ServerLog.CarrierEnded(_log, agent, end.Kind, end.Detail);
    }
}
