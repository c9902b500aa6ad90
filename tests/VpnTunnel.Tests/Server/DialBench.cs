using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Server;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>Agents in memory, and dials over them with a clock that is moved by hand.</summary>
internal sealed class DialBench
{
    private readonly List<TunnelSession> _sessions = [];

    public DialBench(int agents, int maxPending = 4096, int maxPerDestination = 64, SessionSettings? settings = null)
    {
        for (var i = 0; i < agents; i++)
            Agents.Add(new LinkedAgent(Clock, $"node-{i}", settings: settings));
        _sessions.AddRange(Agents.Select(static a => a.Session));
        Dialer = new Dialer(new AgentDirectory(_sessions, ""), new PendingDials(maxPending, maxPerDestination), () => Clock.NowMs);
    }

    public HandClock Clock { get; } = new();

    public List<LinkedAgent> Agents { get; } = [];

    public Dialer Dialer { get; }

    /// <summary>The agent that has the dial of a destination, the latest if several have it.</summary>
    public LinkedAgent AgentOf(string host) => Agents.OrderBy(a => a.Dials.FindLastIndex(d => d.Request.Host == host)).Last();

    public DialResult Start(string host = "10.250.0.2", int port = 10250)
    {
        var result = new DialResult();
        result.Dial = new Dial(Dialer, new Destination(host, port), result);
        result.Dial.Start();
        Pump();
        return result;
    }

    /// <summary>Twice: what an agent's answer ends is taken back from another.</summary>
    public void Pump()
    {
        Agents.ForEach(static a => a.Pump());
        Agents.ForEach(static a => a.Pump());
    }

    public void Refuse(LinkedAgent agent, OpenFailure failure, string message = "")
    {
        agent.Dials[^1].RefuseOpen(failure, message);
        Pump();
    }

    public void Accept(LinkedAgent agent)
    {
        agent.Dials[^1].AcceptOpen("10.250.0.2:10250");
        Pump();
    }

    /// <summary>Moves the clock, and tells a dial of its time like its owner would.</summary>
    public void Advance(DialResult result, long milliseconds)
    {
        var until = Clock.NowMs + milliseconds;
        while (result.Dial.DueMs <= until && !result.IsOver)
        {
            Clock.NowMs = Math.Max(Clock.NowMs, result.Dial.DueMs);
            result.Dial.OnTimer();
            Pump();
        }

        Clock.NowMs = until;
    }
}

/// <summary>Who asked for a dial.</summary>
internal sealed class DialResult : IDialOwner
{
    public Dial Dial { get; set; } = null!;

    public TunnelStream? Stream { get; private set; }

    public DialFailure? Failure { get; private set; }

    public int Tellings { get; private set; }

    public bool IsOver => Tellings > 0;

    public void OnDialed(TunnelStream stream)
    {
        (Stream, stream.End) = (stream, NoEnd.Instance);
        Tellings++;
    }

    public void OnDialFailed(in DialFailure failure)
    {
        Failure = failure;
        Tellings++;
    }
}
