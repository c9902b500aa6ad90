using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>An event loop as sessions in memory want it: hands their frames over in a turn of its own, and sees to their ticks.</summary>
internal sealed class PumpHost(EventLoop loop) : Pollable, ISessionHost
{
    private readonly HashSet<LinkedAgent> _toPump = [];
    private readonly Dictionary<TunnelSession, long> _ticks = [];

    public long NowMs => loop.NowMs;

    public long NowMicroseconds => loop.NowMs * 1000;

    public ChunkPool Chunks { get; } = new();

    public void Start() => loop.Attach(this, isConnection: false);

    public void RequestPump(LinkedAgent agent)
    {
        _toPump.Add(agent);
        loop.Enqueue(this);
    }

    public void ScheduleTick(TunnelSession session, long dueMs)
    {
        _ticks[session] = dueMs;
        loop.Schedule(this, _ticks.Values.Min());
    }

    public void OnSessionEnded(TunnelSession session) => _ticks.Remove(session);

    protected override void OnTurn()
    {
        var agents = _toPump.ToArray();
        _toPump.Clear();
        foreach (var agent in agents)
            agent.Pump();
    }

    protected override void OnTimer()
    {
        foreach (var session in _ticks.Where(t => t.Value <= loop.NowMs).Select(static t => t.Key).ToArray())
        {
            _ticks.Remove(session);
            session.Tick();
        }

        if (_ticks.Count > 0)
            loop.Schedule(this, _ticks.Values.Min());
    }

    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    protected override void OnFault()
    {
    }
}
