using System.Buffers;
using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Relaying;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Routing;

namespace Connectivity.SniGateway.Listening;

/// <summary>
/// A connection from its accept until it is relayed or refused: reads until the route is known, connects, replays what was read. In the
/// usual case all of it happens within one turn, without a watch, a timer or a buffer of its own.
/// </summary>
internal sealed partial class Opening : Pollable
{
    private const int FirstBufferBytes = 2048;
    private const int ClientLeg = 0;
    private const int UpstreamLeg = 1;

    private readonly Gateway _gateway;
    private readonly GatewayListener _listener;
    private readonly ListenerSettings _settings;
    private readonly EventLoop _loop;
    private readonly int _client;
    private readonly ConnectionRecord _record;
    private RouteSnapshot _snapshot;
    private byte[]? _buffer;
    private int _received;
    private bool _clientWatched;
    private bool _countedAsUnrouted;
    private SocketEndpoint _countedSource;

    public Opening(Gateway gateway, GatewayListener listener, EventLoop loop, int client, in SocketEndpoint peer)
    {
        (_gateway, _listener, _loop, _client) = (gateway, listener, loop, client);
        _settings = listener.Settings;
        _snapshot = gateway.Routes.Current;
        _record = new ConnectionRecord(gateway, listener, loop, gateway.NextId(), peer);
    }

    /// <summary>What is known of the connection.</summary>
    public ConnectionRecord Record => _record;

    /// <summary>Whether a backend is being connected to.</summary>
    public bool IsDialing => _upstream >= 0;

    /// <summary>Whether a PROXY header was read, or none will come.</summary>
    private bool IsClientKnown =>
        _record.ProxyHeaderBytes > 0 || ProxyHeaderReader.LooksLikeProxy(ReceivedBytes) == ProxyDetection.Absent;

    private LimitsOptions Limits => _snapshot.Options.Limits;

    // Until it has to wait, what the client sent stays in the loop's scratch memory.
    private Span<byte> ReceivedBytes => (_buffer ?? _loop.Scratch)[.._received];

    /// <summary>Begins at the end of this turn: as a turn of its own, so that a fault is this connection's and not its acceptor's.</summary>
    public void Start()
    {
        _loop.Attach(this);
        _loop.Enqueue(this);
    }

    /// <summary>Ends it before it is relayed, with a reset.</summary>
    public void Abort(ConnectionOutcome outcome) => EndWithReset(outcome);

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (leg == UpstreamLeg)
            SendFirstBytes();
        else if (!IsDialing)
            ReadHello();
        // Else: what the client sends while the backend is being connected to, or its end, is the relay's business.
    }

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        // Behind a proxy the peer is the proxy: its clients are counted once they are known.
        var isDirect = _settings.Options.ProxyProtocol == ProxyProtocolMode.Off || !_settings.TrustedProxies.Contains(_record.Peer);
        if (!isDirect || TryCountUnrouted())
            ReadHello();
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        if (IsDialing)
            AttemptFailed(Errno.ETIMEDOUT);
        else
            EndWithReset(ConnectionOutcome.HelloTimeout);
    }

    /// <inheritdoc/>
    protected override void OnFault() => EndWithReset(ConnectionOutcome.InternalError);

    private unsafe void ReadHello()
    {
        while (true)
        {
            var room = Room();
            int received;
            fixed (byte* start = room)
                received = TcpSocket.Receive(_client, start, room.Length);
            if (received == -Errno.EAGAIN)
            {
                WaitForClient();
                return;
            }

            if (received <= 0)
            {
                EndWithReset(received == 0 || received == -Errno.ECONNRESET ? ConnectionOutcome.ClientClosedEarly : ConnectionOutcome.ClientTimedOut);
                return;
            }

            _received += received;
            if (!FindRoute())
                return;
        }
    }

    /// <summary>Looks at what has arrived. Returns whether more is needed.</summary>
    private bool FindRoute()
    {
        // The routes of now: the client may have been silent over a reload.
        _snapshot = _gateway.Routes.Current;
        var status = RouteFinder.Find(
            ReceivedBytes,
            _gateway.Reassembly(_loop.Index, _settings.HelloLimits.MaxBytes),
            _settings,
            _snapshot.Table,
            _gateway.AccessLog.IsOn,
            _record,
            out var refusal);
        if (!_countedAsUnrouted && IsClientKnown && !TryCountUnrouted())
            return false;
        switch (status)
        {
            case ReadStatus.NeedMore when _received < _settings.MaxBufferedBytes:
                KeepReceived();
                return true;
            case ReadStatus.NeedMore:
                Refuse(ConnectionOutcome.HelloTooLarge);
                return false;
            case ReadStatus.Invalid:
                Refuse(refusal);
                return false;
            default:
                EnterRoute(_record.Route!);
                return false;
        }
    }

    private void EnterRoute(Route route)
    {
        StopCountingUnrouted();
        _loop.Unschedule(this);
        route.State.Counters(_loop.Index).CountAccepted();
        var refusal = route.AllowedSources.Contains(_record.Source) ? route.TryEnter(_loop.NowMs) : ConnectionOutcome.SourceDenied;
        if (refusal != ConnectionOutcome.None)
        {
            Refuse(refusal);
            return;
        }

        _record.IsAdmitted = true;
        _record.RoutedMs = _loop.NowMs;
        Dial();
    }

    private Span<byte> Room()
    {
        if (_buffer is null)
            return _loop.Scratch;
        if (_received == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, _settings.MaxBufferedBytes));
            ReceivedBytes.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_received);
    }

    /// <summary>Moves what was received out of the scratch memory, which others use in between.</summary>
    private void KeepReceived()
    {
        if (_buffer is not null)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, _received + 1));
        ReceivedBytes.CopyTo(buffer);
        _buffer = buffer;
    }

    private void WaitForClient()
    {
        if (_clientWatched)
            return;
        _clientWatched = true;
        if (_loop.Watch(this, ClientLeg, _client, alsoWritable: false) < 0)
        {
            EndWithReset(ConnectionOutcome.InternalError);
            return;
        }

        // From the accept and in all: a byte now and then does not prolong it.
        _loop.Schedule(this, _record.AcceptedMs + (long)Limits.HelloTimeout.TotalMilliseconds);
    }

    private bool TryCountUnrouted()
    {
        var refusal = _gateway.Sources.TryEnterUnrouted(_record.Source, _loop.NowMs);
        if (refusal != ConnectionOutcome.None)
        {
            EndWithReset(refusal);
            return false;
        }

        (_countedAsUnrouted, _countedSource) = (true, _record.Source);
        return true;
    }

    private void StopCountingUnrouted()
    {
        if (!_countedAsUnrouted)
            return;
        _countedAsUnrouted = false;
        _gateway.Sources.LeaveUnrouted(_countedSource);
    }
}
