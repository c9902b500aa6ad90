using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>
/// All servers that the agent is connected to or wants to be: those of its configuration and those that they tell of. On the loop's thread, but for
/// <see cref="Published"/>.
/// </summary>
internal sealed class ServerLinks : Pollable
{
    private const int TickMs = 250;

    private readonly LinkEnvironment _environment;
    private readonly Membership _membership = new();
    private readonly Dictionary<string, ServerLink> _wanted = new(StringComparer.Ordinal);
    private readonly List<ServerLink> _leaving = [];
    private readonly HashSet<string> _toldUnreachable = new(StringComparer.Ordinal);
    private volatile ServerLink[] _published = [];
    private bool _isDraining;

    /// <summary>Makes the set; nothing happens before <see cref="Start"/>.</summary>
    public ServerLinks(LinkEnvironment environment) => _environment = environment;

    /// <summary>The servers that are wanted, by name; for any thread.</summary>
    public IReadOnlyList<ServerLink> Published => _published;

    /// <summary>All that are not over: wanted, or on their way out.</summary>
    public IEnumerable<ServerLink> All => _wanted.Values.Concat(_leaving);

    /// <summary>Connects to the servers of the configuration.</summary>
    public void Start()
    {
        _environment.Host.SessionEnded = SessionEnded;
        _environment.Host.Loop.Attach(this, isConnection: false);
        _environment.Host.Loop.Schedule(this, _environment.NowMs + TickMs);
        Update();
    }

    /// <summary>Puts a configuration in force: servers come and go, and what is advertised is told anew.</summary>
    public void Apply(AgentOptions options)
    {
        var advertiseChanged = !options.Advertise.Equals(_environment.Options.Advertise);
        _environment.Options = options;
        _toldUnreachable.Clear();
        Update();
        foreach (var link in _wanted.Values)
        {
            link.SetSlots(options.CarriersPerServer);
            foreach (var session in advertiseChanged ? link.Sessions : [])
                session.Advertise(options.Advertise);
        }
    }

    /// <summary>Tells all servers that the agent is about to end.</summary>
    public void Drain(TimeSpan time)
    {
        _isDraining = true;
        foreach (var link in All)
            link.Drain(time);
    }

    /// <summary>Resets all streams, and tells the servers so.</summary>
    public void ResetStreams()
    {
        foreach (var link in All)
            link.ResetStreams();
    }

    /// <summary>Ends everything at once.</summary>
    public void End()
    {
        _isDraining = true;
        foreach (var link in All.ToArray())
            link.End();
        _environment.Host.SessionEnded = null;
        _environment.Host.Loop.Detach(this, isConnection: false);
    }

    /// <summary>The server of a session; null for one that is over.</summary>
    public ServerLink? Find(TunnelSession session) => All.FirstOrDefault(link => link.Sessions.Contains(session));

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        _environment.Host.Loop.Schedule(this, _environment.NowMs + TickMs);
        foreach (var link in All.ToArray())
            link.Tick();
        _leaving.RemoveAll(static link => link.IsOver);
        if (HeardOfMembers())
            Update();
    }

    /// <inheritdoc/>
    protected override void OnFault() => _environment.Host.Loop.Schedule(this, _environment.NowMs + TickMs);

    private bool HeardOfMembers()
    {
        var isNews = false;
        foreach (var link in _wanted.Values)
        {
            if (link.Current?.PeerMembers is { } members)
                isNews |= _membership.Tell(link.Name, members);
        }

        return isNews;
    }

    private void Update()
    {
        if (_isDraining)
            return;
        List<string> unreachable = [];
        var wanted = _membership.Wanted(_environment.Options, unreachable);
        foreach (var id in unreachable.Where(_toldUnreachable.Add))
            AgentLog.ServerUnreachable(_environment.Log, id);
        foreach (var name in _wanted.Keys.Where(name => !wanted.ContainsKey(name)).ToArray())
            Remove(name);
        foreach (var options in wanted.Values)
        {
            if (_wanted.TryGetValue(options.Name, out var link))
                link.Options = options;
            else
                Add(options);
        }

        _published = [.. _wanted.Values.OrderBy(static l => l.Name, StringComparer.Ordinal)];
    }

    private void Add(LinkOptions options)
    {
        AgentLog.ServerAdded(_environment.Log, options.Name, options.Hop);
        var link = new ServerLink(options, _environment);
        _wanted.Add(options.Name, link);
        link.Start();
    }

    private void Remove(string name)
    {
        AgentLog.ServerRemoved(_environment.Log, name);
        _wanted.Remove(name, out var link);
        _membership.Forget(name);
        link!.Drain(_environment.Options.Drain.Timeout);
        _leaving.Add(link);
    }

    private void SessionEnded(TunnelSession session) => Find(session)?.SessionEnded(session);
}
