using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>
/// What one agent process and one server process have with each other: streams, and the carriers that they run over. Pure and of one thread;
/// it is told of frames, lost carriers and the time, and tells streams' ends and its host.
/// </summary>
internal sealed partial class TunnelSession
{
    private readonly ISessionHost _host;
    private readonly Dictionary<uint, TunnelStream> _streams = [];
    private readonly List<CarrierLink> _carriers = new(AgentHello.MaxSlots);
    private GoAwayNotice? _goAway;
    private long _goAwayDueMs;
    private uint _lastStream;
    private long _losses;

    /// <summary>Makes a session without carriers.</summary>
    /// <param name="role">Which side this is.</param>
    /// <param name="peerId">The peer's name.</param>
    /// <param name="settings">Bounds.</param>
    /// <param name="host">The thread it lives on.</param>
    /// <param name="acceptor">Agent: takes the streams that the server opens.</param>
    public TunnelSession(SessionRole role, string peerId, SessionSettings settings, ISessionHost host, IStreamAcceptor? acceptor = null)
    {
        (Role, PeerId, Settings, _host, _acceptor) = (role, peerId, settings, host, acceptor);
        ReceiveMemory = new MemoryBudget(settings.Memory / 2);
        SendMemory = new MemoryBudget(settings.Memory / 2);
        _detachedMs = host.NowMs;
        ScheduleTick();
    }

    /// <summary>Which side this is.</summary>
    public SessionRole Role { get; }

    /// <summary>The peer's name.</summary>
    public string PeerId { get; }

    /// <summary>Where the peer runs; empty for nowhere in particular.</summary>
    public string PeerZone { get; init; } = "";

    /// <summary>The bounds.</summary>
    public SessionSettings Settings { get; }

    /// <summary>The instance, as the server gave it; 0 before it has.</summary>
    public ulong Instance { get; set; }

    /// <summary>The carriers that are left.</summary>
    public IReadOnlyList<CarrierLink> Carriers => _carriers;

    /// <summary>The streams that are not over.</summary>
    public IReadOnlyCollection<TunnelStream> Streams => _streams.Values;

    /// <summary>What the agent is near to, as it said.</summary>
    public IReadOnlyList<SourceRange> PeerPrefixes { get; private set; } = [];

    /// <summary>All servers of the control plane, as this one said; null when it has said nothing.</summary>
    public IReadOnlyList<string>? PeerMembers { get; private set; }

    /// <summary>Whether the peer wants no new streams.</summary>
    public bool IsPeerDraining { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether a new stream has a carrier to go over.</summary>
    public bool IsUsable => !IsEnded && !IsPeerDraining && BestCarrier() is { IsSuspect: false, HasResumed: true };

    /// <summary>Streams that it has, for whoever spreads them.</summary>
    public int Load => _streams.Count;

    /// <summary>Round-trip time of its best carrier in microseconds; 0 when not known.</summary>
    public long RttMicroseconds
    {
        get
        {
            var least = 0L;
            foreach (var carrier in _carriers)
            {
                if (carrier.RttMicroseconds > 0 && (least == 0 || carrier.RttMicroseconds < least))
                    least = carrier.RttMicroseconds;
            }

            return least;
        }
    }

    /// <summary>Memory for what was received and not taken.</summary>
    internal MemoryBudget ReceiveMemory { get; }

    /// <summary>Memory for what was sent and not acknowledged.</summary>
    internal MemoryBudget SendMemory { get; }

    /// <summary>Where streams get chunks from.</summary>
    internal ChunkPool Chunks => _host.Chunks;

    /// <summary>Monotonic milliseconds.</summary>
    internal long NowMs => _host.NowMs;

    /// <summary>Monotonic microseconds.</summary>
    internal long NowMicroseconds => _host.NowMicroseconds;

    /// <summary>Server: opens a stream.</summary>
    /// <returns>The stream; null where there is no carrier, no memory or no number for one more.</returns>
    public TunnelStream? Open(OpenRequest request, IStreamEnd end)
    {
        if (IsEnded || BestCarrier() is not { } carrier || NewStream(_lastStream + 1, request) is not { } stream)
            return null;
        _lastStream++;
        stream.End = end;
        stream.Use(carrier);
        stream.AskOpen();
        return stream;
    }

    /// <summary>Tells the peer that this side wants no new streams, and for how long the open ones have time: now, and over each carrier that joins later.</summary>
    public void GoAway(GoAwayReason reason, TimeSpan time, string message)
    {
        (_goAway, _goAwayDueMs) = (new GoAwayNotice(reason, time, message), NowMs + (long)time.TotalMilliseconds);
        foreach (var carrier in _carriers)
            carrier.SendGoAway(reason, time, message);
    }

    /// <summary>Agent: tells the server what this agent is near to.</summary>
    public void Advertise(IReadOnlyList<SourceRange> prefixes)
    {
        _advert = prefixes;
        foreach (var carrier in _carriers)
            carrier.SendAdvert(prefixes);
    }

    /// <summary>Server: tells the agent of all servers.</summary>
    public void TellMembers(IReadOnlyList<string> ids)
    {
        _members = ids;
        foreach (var carrier in _carriers)
            carrier.SendMembers(ids);
    }

    /// <summary>Ends it with all streams and carriers. The carriers of one that is drained are closed in order: its peer is not to take that for a loss.</summary>
    public void End(ResetCode code)
    {
        if (IsEnded)
            return;
        IsEnded = true;
        foreach (var stream in _streams.Values.ToArray())
            stream.Fail(code);
        foreach (var carrier in _carriers.ToArray())
        {
            if (code == ResetCode.Drained)
                carrier.Close(GoAwayReason.Draining);
            else
                carrier.Lose();
        }

        _carriers.Clear();
        _host.OnSessionEnded(this);
    }

    /// <summary>A stream is over.</summary>
    internal void Remove(TunnelStream stream)
    {
        _streams.Remove(stream.Id);
        StreamsEnded++;
    }

    private TunnelStream? NewStream(uint id, OpenRequest request)
    {
        var window = InitialWindow;
        if (_streams.Count >= Settings.MaxStreams || id == 0 || !ReceiveMemory.TryTake(window))
            return null;
        var stream = new TunnelStream(this, id, request, window);
        _streams.Add(id, stream);
        StreamsOpened++;
        return stream;
    }

    /// <summary>The carrier that has least to do, of those that are not suspect if there are any.</summary>
    private CarrierLink? BestCarrier()
    {
        CarrierLink? best = null;
        foreach (var carrier in _carriers)
        {
            if (best is null || Rank(carrier).CompareTo(Rank(best)) < 0)
                best = carrier;
        }

        return best;

        static (bool, bool, int, int) Rank(CarrierLink c) => (!c.HasResumed, c.IsSuspect, c.Backlog, c.Streams);
    }
}
