using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server;

/// <summary>
/// An agent in memory, with the server's session with it: two real sessions whose one carrier hands frames over whenever the test, or the loop, says
/// so. What it does with a dial is up to the test.
/// </summary>
internal sealed class LinkedAgent : IStreamAcceptor
{
    private Link _server;
    private Link _agent;
    private uint _attempt = 1;
    private readonly Action<LinkedAgent> _requestPump;

    /// <summary>Makes it, connected.</summary>
    /// <param name="host">The thread both live on.</param>
    /// <param name="id">Its name.</param>
    /// <param name="zone">Where it says it is.</param>
    /// <param name="prefixes">What it says it is near to.</param>
    /// <param name="settings">Bounds of the sessions.</param>
    /// <param name="requestPump">Told when there is something to <see cref="Pump"/>; null: the test does by itself.</param>
    public LinkedAgent(
        ISessionHost host, string id, string zone = "", string[]? prefixes = null, SessionSettings? settings = null, Action<LinkedAgent>? requestPump = null)
    {
        _requestPump = requestPump ?? (static _ => { });
        settings ??= new SessionSettings();
        Session = new TunnelSession(SessionRole.Server, id, settings, host) { PeerZone = zone };
        Own = new TunnelSession(SessionRole.Agent, "server", settings, host, this);
        (_server, _agent) = Connect();
        if (prefixes is not null)
            Own.Advertise([.. prefixes.Select(static p => SourceRange.Parse(p))]);
        Pump();
    }

    /// <summary>The server's session with it.</summary>
    public TunnelSession Session { get; }

    /// <summary>The agent's own session.</summary>
    public TunnelSession Own { get; }

    /// <summary>Dials that it got, in order; answered or not.</summary>
    public List<TunnelStream> Dials { get; } = [];

    /// <summary>What it does with a dial; by default nothing, so that it stays pending.</summary>
    public Action<TunnelStream> OnDial { get; set; } = static _ => { };

    /// <summary>Dials to it that are neither answered nor given up.</summary>
    public int Pending => Dials.Count(static d => d.State == StreamState.Opening);

    /// <summary>Both sides lose the carrier.</summary>
    public void Disconnect()
    {
        Session.Lose(_server.Carrier);
        Own.Lose(_agent.Carrier);
    }

    /// <summary>A new carrier comes.</summary>
    public void Reconnect()
    {
        _attempt++;
        (_server, _agent) = Connect();
        Pump();
    }

    public void OnOpen(TunnelStream stream, OpenRequest request)
    {
        stream.End = NoEnd.Instance;
        Dials.Add(stream);
        OnDial(stream);
    }

    /// <summary>Hands over what waits, in both directions, until nothing does.</summary>
    public void Pump()
    {
        while (_server.Send(_agent) | _agent.Send(_server))
        {
        }
    }

    private (Link Server, Link Agent) Connect()
    {
        var (server, agent) = (new Link(this, Session), new Link(this, Own));
        Session.Attach(server.Carrier);
        Own.Attach(agent.Carrier);
        return (server, agent);
    }

    private sealed class Link : ICarrier
    {
        private readonly LinkedAgent _owner;
        private readonly byte[] _buffer = new byte[4 * FrameHeader.MaxFrame];

        public Link(LinkedAgent owner, TunnelSession session) => (_owner, Carrier) = (owner, new CarrierLink(session, this, 0, owner._attempt));

        public CarrierLink Carrier { get; }

        public void RequestSend() => _owner._requestPump(_owner);

        public void Abandon()
        {
        }

        public void Close(GoAwayReason reason)
        {
        }

        public bool Send(Link to)
        {
            if (Carrier is not { IsLost: false, HasOutput: true })
                return false;
            var length = Carrier.Write(_buffer);
            Carrier.OnSent();
            Carrier.Session.OfferRoom();
            to.Take(_buffer.AsSpan(0, length));
            return true;
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty && !Carrier.IsLost)
            {
                Assert.Equal(ReadStatus.Done, FrameHeader.Read(bytes, out var header, out _));
                Carrier.OnReceived();
                Assert.Equal(FrameError.None, Carrier.Session.OnFrame(Carrier, header, bytes.Slice(FrameHeader.Size, header.Length)));
                bytes = bytes[(FrameHeader.Size + header.Length)..];
            }

            Carrier.Session.OfferRoom();
        }
    }
}
