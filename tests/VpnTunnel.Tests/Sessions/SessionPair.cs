using System.Globalization;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Sessions;

/// <summary>A server's and an agent's session with carriers between them that may be cut, delayed and replaced, one step at a time.</summary>
internal sealed class SessionPair : IStreamAcceptor
{
    public const int Slots = 2;

    private readonly Dialled?[] _dialled = new Dialled?[Slots];
    private readonly uint[] _attempts = new uint[Slots];
    private readonly List<MemoryCarrier> _carriers = [];

    public SessionPair(SessionSettings? settings = null)
    {
        Server = new TunnelSession(SessionRole.Server, "agent", settings ?? new SessionSettings(), Host);
        Agent = new TunnelSession(SessionRole.Agent, "server", settings ?? new SessionSettings(), Host, this);
    }

    private sealed record Dialled(MemoryCarrier Server, MemoryCarrier Agent, long LossesAtHello, uint Attempt);

    public TestHost Host { get; } = new();

    public TunnelSession Server { get; }

    public TunnelSession Agent { get; }

    public List<(TestEnd Server, TestEnd Agent)> Ends { get; } = [];

    /// <summary>Of each carrier of the server that it has closed or given up: what it told of why, null where it was given up.</summary>
    public IEnumerable<GoAwayReason?> ClosedAtServer => _carriers.Where(c => c.Link!.Session == Server && c.IsAbandoned).Select(static c => c.ClosedFor);

    /// <summary>Whether the agent answers an OPEN at once; else with <see cref="AnswerAll"/>.</summary>
    public bool AnswersAtOnce { get; set; } = true;

    public static SessionPair Connected(SessionSettings? settings = null)
    {
        var pair = new SessionPair(settings);
        for (var slot = 0; slot < Slots; slot++)
            pair.Connect(slot);
        pair.Settle();
        return pair;
    }

    /// <summary>Opens a stream; its ends are the last of <see cref="Ends"/>.</summary>
    public (TestEnd Server, TestEnd Agent)? Open()
    {
        var number = Ends.Count;
        var server = new TestEnd(number + 1);
        var request = new OpenRequest(StreamKind.Tcp, $"{number}", 1, StreamClass.Interactive, TimeSpan.FromSeconds(5));
        if (Server.Open(request, server) is not { } stream)
            return null;
        server.Stream = stream;
        Ends.Add((server, new TestEnd(-number - 1)));
        return Ends[^1];
    }

    public void OnOpen(TunnelStream stream, OpenRequest request)
    {
        var number = int.Parse(request.Host, CultureInfo.InvariantCulture);
        var (server, end) = Ends[number];
        // A stream whose refusal or reset was lost is asked for anew.
        if (end.Stream is not null)
        {
            Assert.True(end.IsOver);
            Ends[number] = (server, end = new TestEnd(-number - 1));
        }

        (stream.End, end.Stream) = (end, stream);
        if (AnswersAtOnce)
            Answer(end);
    }

    public void AnswerAll()
    {
        foreach (var (_, end) in Ends.Where(static e => e.Agent is { Stream: not null, IsOpened: false, IsOver: false }))
            Answer(end);
    }

    /// <summary>The agent dials a slot, if it has no carrier there.</summary>
    public void Dial(int slot)
    {
        if (Agent.IsEnded || Agent.Carriers.Any(c => c.Slot == slot))
            return;
        var (server, agent) = MemoryCarrier.Pair();
        _dialled[slot] = new Dialled(server, agent, Agent.Losses, ++_attempts[slot]);
    }

    /// <summary>The server takes the HELLO of a slot.</summary>
    public void Greet(int slot)
    {
        if (_dialled[slot] is not { Server.Link: null } dialled || Server.IsEnded)
            return;
        dialled.Server.Link = new CarrierLink(Server, dialled.Server, (byte)slot, dialled.Attempt);
        Server.Attach(dialled.Server.Link);
        _carriers.Add(dialled.Server);
    }

    /// <summary>The agent takes the server's HELLO.</summary>
    public void Join(int slot)
    {
        if (_dialled[slot] is not { Server.Link: not null, Agent.Link: null } dialled || Agent.IsEnded)
            return;
        dialled.Agent.Link = new CarrierLink(Agent, dialled.Agent, (byte)slot, dialled.Attempt);
        Agent.Attach(dialled.Agent.Link, dialled.LossesAtHello);
        _carriers.Add(dialled.Agent);
        _dialled[slot] = null;
    }

    public void Connect(int slot)
    {
        Dial(slot);
        Greet(slot);
        Join(slot);
    }

    /// <summary>A side finds that its carrier is dead; the other may not know for a while.</summary>
    public void Lose(bool atServer, int slot, bool dropsTheWay)
    {
        var session = atServer ? Server : Agent;
        if (session.Carriers.FirstOrDefault(c => c.Slot == slot) is not { } link)
            return;
        var carrier = _carriers.First(c => c.Link == link);
        if (dropsTheWay)
            carrier.Drop();
        session.Lose(link);
    }

    /// <summary>Sends, and lets up to so many bytes of each carrier arrive.</summary>
    public void Move(int bytes, bool toServer, int slot)
    {
        var session = toServer ? Agent : Server;
        foreach (var carrier in _carriers.Where(c => c.Link!.Session == session && c.Link.Slot == slot).ToArray())
        {
            carrier.Send();
            carrier.Arrive(bytes);
        }
    }

    /// <summary>Carriers whose other side is gone are noticed.</summary>
    public void Notice()
    {
        foreach (var carrier in _carriers.Where(static c => c.Other.IsAbandoned && c.Link is { IsLost: false }).ToArray())
            carrier.Link!.Session.Lose(carrier.Link);
        _carriers.RemoveAll(static c => c.Link!.IsLost && c.OnTheWay == 0);
    }

    /// <summary>Moves everything until nothing moves any more.</summary>
    public void Settle()
    {
        for (var quiet = 0; quiet < 3;)
        {
            var moved = false;
            foreach (var carrier in _carriers.ToArray())
            {
                moved |= carrier.Link is { IsLost: false, HasOutput: true } || (carrier.OnTheWay > 0 && carrier.Other.Link is { IsLost: false });
                carrier.Send();
                carrier.Arrive(int.MaxValue);
            }

            quiet = moved ? 0 : quiet + 1;
            if (!moved)
                Host.Advance(20);
        }
    }

    /// <summary>The end of all trouble: everybody notices everything, dials, reads and sends.</summary>
    public void Heal()
    {
        AnswersAtOnce = true;
        for (var round = 0; round < 4; round++)
        {
            Notice();
            for (var slot = 0; slot < Slots; slot++)
                Connect(slot);
            foreach (var (server, agent) in Ends)
            {
                server.Unblock();
                agent.Unblock();
            }

            AnswerAll();
            Settle();
        }
    }

    private static void Answer(TestEnd end)
    {
        end.Stream.AcceptOpen("10.0.0.1:1");
        end.Begin();
    }
}
