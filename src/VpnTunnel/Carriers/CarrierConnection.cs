using Connectivity.Shared;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;

namespace Connectivity.VpnTunnel.Carriers;

/// <summary>
/// One carrier on the loop: socket, TLS whose handshake is done, and the frames on it. Reads as much as there is, hands frames to the session,
/// and sends at the end of the turn, so that what many streams had to say in it goes out together. Between events it holds at most one
/// frame that has come in part, and what TLS could not send yet.
/// </summary>
internal sealed partial class CarrierConnection : Pollable, ICarrier
{
    private const int Leg = 0;
    private const int UserTimeoutMs = 15_000;

    // Bytes that the kernel takes ahead of the network: what is urgent waits behind no more than this.
    private const int NotSentLowWater = 128 * 1024;

    // A carrier gives the others their turn after so many bytes, each way: whatever is urgent waits for the turns before its own on every loop that it
    // passes. More is no faster.
    private const int TurnBytes = 128 * 1024;

    private readonly LoopHost _host;
    private readonly EventLoop _loop;
    private readonly int _socket;
    private readonly TlsConnection _tls;
    private readonly ICarrierGreeter _greeter;
    private CarrierLink? _link;
    private Phase _phase;
    private bool _readable = true;
    private bool _ending;
    private bool _isSending;

    /// <summary>Takes over a socket with TLS on it.</summary>
    /// <param name="host">The loop.</param>
    /// <param name="socket">The socket; watched by nobody, or by whom <see cref="Start"/> replaces.</param>
    /// <param name="tls">TLS on it, handshake done.</param>
    /// <param name="greeter">Leads it to its session.</param>
    public CarrierConnection(LoopHost host, int socket, TlsConnection tls, ICarrierGreeter greeter) =>
        (_host, _loop, _socket, _tls, _greeter) = (host, host.Loop, socket, tls, greeter);

    private enum Phase : byte
    {
        Preamble,
        Hello,
        Running,
        Over,
    }

    /// <summary>Who is at the other end.</summary>
    public TlsPeer Peer => _tls.Peer!;

    /// <summary>The session's view of it; null before the peer's HELLO.</summary>
    public CarrierLink? Link => _link;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => _phase == Phase.Over;

    /// <inheritdoc/>
    public int UnsentBytes => IsOver ? 0 : _tls.HeldOutputBytes + TcpSocket.UnsentBytes(_socket);

    /// <summary>Bytes received, decrypted.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes sent, before encryption.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Begins.</summary>
    /// <param name="helloTime">How long the peer's HELLO may take.</param>
    /// <param name="predecessor">Who had the socket on the loop before; null when nobody watches it.</param>
    public void Start(TimeSpan helloTime, Pollable? predecessor)
    {
        TcpSocket.SetNoDelay(_socket);
        TcpSocket.SetUserTimeout(_socket, UserTimeoutMs);
        TcpSocket.SetNotSentLowat(_socket, NotSentLowWater);
        if (predecessor is not null)
            _loop.Replace(predecessor, this);
        else
            _loop.Attach(this);
        var watched = predecessor is not null
            ? _loop.WatchWritable(this, Leg, _socket)
            : _loop.Watch(this, Leg, _socket, alsoWritable: true);
        if (watched < 0)
        {
            End(new CarrierEnd(CarrierEndKind.Internal, "the socket cannot be watched"));
            return;
        }

        _loop.Schedule(this, _loop.NowMs + (long)helloTime.TotalMilliseconds);
        Span<byte> preamble = stackalloc byte[Preamble.Size];
        Preamble.Own.Write(preamble);
        SendFirst(preamble);
        _greeter.OnStarted(this);
        _loop.Enqueue(this);
    }

    /// <summary>Sends bytes before there is a link: preamble and HELLO.</summary>
    public unsafe void SendFirst(ReadOnlySpan<byte> bytes)
    {
        // A new connection has room for these few; where it has not it is of no use.
        fixed (byte* start = bytes)
        {
            if (_tls.Send(start, bytes.Length) != bytes.Length)
                _ending = _readable = true;
        }

        BytesSent += bytes.Length;
    }

    /// <inheritdoc/>
    public void RequestSend()
    {
        if (!_isSending)
            _loop.Enqueue(this);
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        if (_phase != Phase.Over)
            End(new CarrierEnd(CarrierEndKind.GivenUp, ""));
    }

    /// <inheritdoc/>
    public void Close(GoAwayReason reason)
    {
        if (_phase == Phase.Over)
            return;
        if (reason != GoAwayReason.None)
            SayGoAway(reason, "");
        End(new CarrierEnd(CarrierEndKind.Closed, reason == GoAwayReason.None ? "" : reason.ToString(), reason));
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        _readable |= readable;
        _ending |= ending;
        if (_readable)
            Read();
        if (writable && _phase != Phase.Over)
            Send();
    }

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        if (_readable)
            Read();
        if (_phase != Phase.Over)
            Send();
    }

    /// <inheritdoc/>
    protected override void OnTimer() => End(new CarrierEnd(CarrierEndKind.HelloTimeout, "no HELLO in time"));

    /// <inheritdoc/>
    protected override void OnFault()
    {
        if (_phase != Phase.Over)
            End(new CarrierEnd(CarrierEndKind.Internal, "a fault; the log says which"));
    }

    private void Break(FrameError error)
    {
        var detail = error.ToString();
        SayGoAway(error == FrameError.VersionUnsupported ? GoAwayReason.VersionUnsupported : GoAwayReason.ProtocolError, detail);
        End(new CarrierEnd(CarrierEndKind.ProtocolError, detail, GoAwayReason.ProtocolError));
    }

    private void Refuse(GoAwayReason reason)
    {
        SayGoAway(reason, "");
        End(new CarrierEnd(CarrierEndKind.Refused, reason.ToString(), reason));
    }

    private unsafe void SayGoAway(GoAwayReason reason, string message)
    {
        Span<byte> frame = stackalloc byte[SessionFrames.MaxGoAwayFrame];
        var length = SessionFrames.WriteGoAway(frame, reason, TimeSpan.Zero, message);
        fixed (byte* start = frame)
            _ = _tls.Send(start, length);
    }

    private void End(CarrierEnd end)
    {
        _phase = Phase.Over;
        ReleasePartial();
        var inOrder = end.Kind is not (CarrierEndKind.Lost or CarrierEndKind.GivenUp or CarrierEndKind.Internal) && _tls.EndSending() == 0;
        _tls.Dispose();
        // What the peer still sends would turn an orderly close into a reset, which could overtake the GOAWAY.
        if (inOrder)
        {
            new Farewell(_loop, _socket, static () => { }).Start(this, default, watched: true);
        }
        else
        {
            _loop.Detach(this);
            TcpSocket.Reset(_socket);
        }

        if (_link is { IsLost: false } link)
            link.Session.Lose(link);
        _greeter.OnEnded(this, end);
    }
}
