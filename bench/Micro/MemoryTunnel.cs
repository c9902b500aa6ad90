using Connectivity.Shared;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.Micro;

/// <summary>A server's and an agent's session with one stream, and one carrier that is two buffers in memory.</summary>
internal sealed class MemoryTunnel : ISessionHost, IStreamAcceptor
{
    private readonly MemoryEnd _toServer = new();
    private readonly MemoryEnd _toAgent = new();

    public MemoryTunnel()
    {
        var server = new TunnelSession(SessionRole.Server, "agent", new SessionSettings(), this);
        var agent = new TunnelSession(SessionRole.Agent, "server", new SessionSettings(), this, this);
        _toAgent.Attach(server);
        _toServer.Attach(agent);
        Settle();
        ServerEnd.Stream = server.Open(new OpenRequest(StreamKind.Tcp, "10.250.0.2", 10250, StreamClass.Interactive, TimeSpan.FromSeconds(5)), ServerEnd);
        Settle();
        if (ServerEnd.Stream is not { State: StreamState.Open } || AgentEnd.Stream is null)
            throw new InvalidOperationException("The stream did not open.");
    }

    public long NowMs => 1000;

    public long NowMicroseconds => 1_000_000;

    public ChunkPool Chunks { get; } = new();

    /// <summary>The server's end of the stream.</summary>
    public CountingEnd ServerEnd { get; } = new();

    /// <summary>The agent's end of it.</summary>
    public CountingEnd AgentEnd { get; } = new();

    public void ScheduleTick(TunnelSession session, long dueMs)
    {
    }

    public void OnSessionEnded(TunnelSession session) => throw new InvalidOperationException("The session ended.");

    public void OnOpen(TunnelStream stream, OpenRequest request)
    {
        (stream.End, AgentEnd.Stream) = (AgentEnd, stream);
        stream.AcceptOpen("10.250.0.2:10250");
    }

    /// <summary>Moves frames until neither side has anything to say, and has both acknowledge what they have.</summary>
    public void Settle()
    {
        while (_toAgent.Move(_toServer.Link) | _toServer.Move(_toAgent.Link))
        {
        }
    }

    /// <summary>One side's way to the other.</summary>
    private sealed class MemoryEnd : ICarrier
    {
        private readonly byte[] _buffer = new byte[4 * FrameHeader.MaxFrame];

        public CarrierLink Link { get; private set; } = null!;

        public void Attach(TunnelSession session)
        {
            Link = new CarrierLink(session, this, slot: 0, attempt: 1);
            session.Attach(Link);
        }

        public void RequestSend()
        {
        }

        public void Abandon() => throw new InvalidOperationException("The carrier was given up.");

        public void Close(GoAwayReason reason) => Abandon();

        /// <summary>Writes what waits and has the other side read it; false where nothing waited.</summary>
        public bool Move(CarrierLink other)
        {
            var length = Link.Write(_buffer);
            Link.Session.OfferRoom();
            for (var at = 0; at < length;)
            {
                if (FrameHeader.Read(_buffer.AsSpan(at, length - at), out var header, out _) != ReadStatus.Done)
                    throw new InvalidOperationException("A frame was cut.");
                if (other.Session.OnFrame(other, header, _buffer.AsSpan(at + FrameHeader.Size, header.Length)) is var error and not FrameError.None)
                    throw new InvalidOperationException(error.ToString());
                at += FrameHeader.Size + header.Length;
            }

            other.Session.OfferRoom();
            return length > 0;
        }
    }
}
