using Connectivity.Shared;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Outcomes;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server.Frontends;

/// <summary>
/// A client's connection from its accept until its bytes flow or it is refused: shakes hands, reads where to, has it dialled, answers. In these
/// states it may hold a buffer and a deadline; afterwards <see cref="SocketEnd"/> has the socket and nothing of this is left.
/// </summary>
internal sealed partial class FrontendConnection : Pollable, IDialOwner, IStreamEnd
{
    private const int Leg = 0;

    private readonly FrontendSet _set;
    private readonly FrontendSettings _settings;
    private readonly EventLoop _loop;
    private readonly int _socket;
    private readonly FrontendRecord _record;
    private readonly FrontendProtocol _protocol;
    private readonly HeadBuffer _received;
    private State _state = State.Accepted;
    private TlsConnection? _tls;
    private Dial? _dial;

    /// <summary>Takes a socket over.</summary>
    public FrontendConnection(FrontendSet set, FrontendSettings settings, EventLoop loop, int socket, FrontendRecord record)
    {
        (_set, _settings, _loop, _socket, _record) = (set, settings, loop, socket, record);
        _protocol = FrontendProtocol.For(settings.Options.Kind);
        _received = new HeadBuffer(loop);
    }

    private enum State : byte
    {
        Accepted,
        ShakingHands,
        Reading,
        Dialing,
        Holding,
        Over,
    }

    /// <summary>What is known of it.</summary>
    public FrontendRecord Record => _record;

    /// <summary>Whether it has ended, or gone over into a stream's end.</summary>
    public bool IsOver => _state == State.Over;

    /// <summary>Where it is in its life, for the live list.</summary>
    public string StateName => _state switch
    {
        State.Accepted or State.ShakingHands => "handshaking",
        State.Reading => "reading",
        State.Dialing => "dialing",
        _ => "answered",
    };

    /// <summary>Begins at the end of this turn: as a turn of its own, so that a fault is this connection's and not its acceptor's.</summary>
    public void Start()
    {
        _loop.Attach(this);
        _loop.Enqueue(this);
    }

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        if (_state == State.Accepted)
            Begin();
        else if (_state == State.ShakingHands)
            OnHandshakeStep();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        switch (_state)
        {
            case State.ShakingHands:
                _handshake?.MakeStep();
                break;
            case State.Reading:
                ReadRequest();
                break;
            case State.Dialing when ending:
                EndWithReset(StreamOutcome.Cancelled);
                break;
            case State.Dialing:
                ReadEarly();
                break;
            case State.Holding when readable:
                HandOver();
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        switch (_state)
        {
            case State.ShakingHands:
                EndWithReset(StreamOutcome.HandshakeTimeout);
                break;
            case State.Reading:
                Refuse(StreamOutcome.HeadTimeout);
                break;
            case State.Dialing:
                _dial!.OnTimer();
                ScheduleDial();
                break;
            case State.Holding:
                HandOver();
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnFault() => EndWithReset(StreamOutcome.InternalError);

    private void Begin()
    {
        if (_loop.Watch(this, Leg, _socket, alsoWritable: _settings.IsTls) < 0)
            EndWithReset(StreamOutcome.InternalError);
        else if (_settings.IsTls)
            WaitForHandshake();
        else
            BeginReading();
    }

    private void BeginReading()
    {
        _state = State.Reading;
        // From here and in all: a byte now and then does not prolong it.
        _loop.Schedule(this, _loop.NowMs + (long)_set.HeadTimeout.TotalMilliseconds);
        ReadRequest();
    }

    private void ReadRequest()
    {
        while (_state == State.Reading)
        {
            var received = Receive();
            if (received == -Errno.EAGAIN)
                break;
            if (received <= 0)
            {
                EndWithReset(StreamOutcome.ClientClosedEarly);
                return;
            }

            LookForRequest();
        }

        _received.Keep();
    }

    /// <summary>Looks at what has arrived.</summary>
    private void LookForRequest()
    {
        ReadStatus status;
        StreamOutcome refusal;
        int consumed;
        do
        {
            status = _protocol.Read(_received.Bytes, _record, out consumed, out refusal);
            _received.Drop(consumed);
            var reply = _protocol.TakeReply();
            if (!reply.IsEmpty && !TrySend(reply))
            {
                EndWithReset(StreamOutcome.ClientClosedEarly);
                return;
            }
        }
        while (status == ReadStatus.NeedMore && consumed > 0 && !_received.IsEmpty);
        if (status == ReadStatus.Invalid)
            Refuse(refusal);
        else if (status == ReadStatus.Done)
            Admit();
    }

    private void Admit()
    {
        _record.RequestedMs = _loop.NowMs;
        FrontendSet.Requested(_record);
        if (_settings.AllowsClient(_record.Client))
            BeginDial();
        else
            Refuse(StreamOutcome.ClientNotAllowed);
    }

    /// <summary>Receives into the room that is left: bytes, 0 at the end, or the negated error.</summary>
    private unsafe int Receive()
    {
        var room = _received.Room;
        int received;
        fixed (byte* start = room)
            received = _tls is null ? TcpSocket.Receive(_socket, start, room.Length) : _tls.Receive(start, room.Length);
        if (received > 0)
            _received.Add(received);
        return received;
    }

    /// <summary>Sends a few bytes into an empty send buffer: they fit, or the client is gone.</summary>
    private unsafe bool TrySend(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var sent = _tls is null ? TcpSocket.Send(_socket, start, bytes.Length) : _tls.Send(start, bytes.Length);
            return sent == bytes.Length;
        }
    }
}
