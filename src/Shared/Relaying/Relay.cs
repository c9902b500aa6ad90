using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// Two connected sockets and the bytes between them, both ways, until both directions have ended. A FIN is passed on a direction at a
/// time; an abnormal end of one leg becomes a reset of the other, after what the dead leg had still received was delivered.
/// </summary>
public sealed partial class Relay : Pollable
{
    private const int Client = 0;
    private const int Upstream = 1;

    private readonly EventLoop _loop;
    private readonly RelayOptions _options;
    private readonly IRelayOwner _owner;
    private readonly long _startedMs;
    private readonly long _maxAgeMs;
    private readonly int _clientSocket;
    private readonly int _upstreamSocket;
    private Flow _up = new() { DestinationWritable = true };
    private Flow _down = new() { DestinationWritable = true };
    private long _lastMovedMs;
    private long _reportedUp;
    private long _reportedDown;
    private long _flushUntilMs;
    private int _flushPollMs;
    private int _watchingWritable;
    private Phase _phase;

    /// <summary>Makes a relay that owns both sockets from here on.</summary>
    public Relay(EventLoop loop, int clientSocket, int upstreamSocket, RelayOptions options, IRelayOwner owner)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(options);
        (_loop, _clientSocket, _upstreamSocket, _options, _owner) = (loop, clientSocket, upstreamSocket, options, owner);
        _startedMs = _lastMovedMs = loop.NowMs;
        var maxAge = (long)options.MaxAge.TotalMilliseconds;
        _maxAgeMs = maxAge == 0 ? 0 : maxAge - Random.Shared.NextInt64((maxAge / 10) + 1);
    }

    private enum Phase : byte
    {
        /// <summary>Both legs live.</summary>
        Relaying,

        /// <summary>The client is dead: what it had sent still goes up.</summary>
        ClientDead,

        /// <summary>The upstream is dead: what it had sent still goes down.</summary>
        UpstreamDead,

        /// <summary>Everything was sent; the last acknowledgements are awaited before the reset.</summary>
        Flushing,

        /// <summary>Closed.</summary>
        Ended,
    }

    /// <summary>How it ended; <see cref="ConnectionOutcome.None"/> while it lives.</summary>
    public ConnectionOutcome Outcome { get; private set; }

    /// <summary>Bytes passed from the client to the upstream.</summary>
    public long BytesUp => _up.Bytes;

    /// <summary>Bytes passed from the upstream to the client.</summary>
    public long BytesDown => _down.Bytes;

    /// <summary>Monotonic milliseconds of the last moved byte or passed-on end.</summary>
    public long LastMovedMs => _lastMovedMs;

    /// <summary>Who started it.</summary>
    public IRelayOwner Owner => _owner;

    /// <summary>Bytes that go to the upstream before anything else. The array is from the shared pool and goes back there.</summary>
    public void SendFirst(byte[] rented, int start, int end)
    {
        _up.SetLeftover(rented, start, end);
        _up.DestinationWritable = false;
    }

    /// <summary>Starts. The relay is attached to the loop already (<see cref="EventLoop.Attach"/> or <see cref="EventLoop.Replace"/>).</summary>
    /// <param name="clientWatched">The client's socket is watched already; bytes may be waiting whose event is past.</param>
    /// <param name="upstreamWatched">The same of the upstream's socket; it is watched for room to send too.</param>
    public void Start(bool clientWatched, bool upstreamWatched)
    {
        var result = 0;
        if (clientWatched)
            _up.SourceReadable = _up.SourceEnding = true;
        else
            result |= _loop.Watch(this, Client, _clientSocket, alsoWritable: false);
        if (upstreamWatched)
            _down.SourceReadable = _down.SourceEnding = true;
        else
            result |= _loop.Watch(this, Upstream, _upstreamSocket, alsoWritable: _up.HasLeftover);
        if (upstreamWatched || _up.HasLeftover)
            _watchingWritable |= 1 << Upstream;
        if (result < 0)
        {
            End(ConnectionOutcome.InternalError);
            return;
        }

        ScheduleChecks();
        if (clientWatched || upstreamWatched)
            _loop.Enqueue(this);
    }

    /// <summary>Ends it at once with a reset on both sides.</summary>
    public void Abort(ConnectionOutcome outcome)
    {
        if (_phase != Phase.Ended)
            End(outcome);
    }

    /// <inheritdoc/>
    protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        if (_phase == Phase.Flushing)
        {
            // Only its death is of interest now; the poll of the unacknowledged bytes sees that as well.
            return;
        }

        ref var from = ref leg == Client ? ref _up : ref _down;
        ref var to = ref leg == Client ? ref _down : ref _up;
        from.SourceReadable |= readable;
        from.SourceEnding |= ending;
        to.DestinationWritable |= writable;
        var hadEnded = from.Finished;
        Advance();
        // What follows a FIN shows in no read.
        if (ending && hadEnded)
            LookForError(leg);
    }

    /// <inheritdoc/>
    protected internal override void OnTurn()
    {
        if (_phase != Phase.Flushing)
            Advance();
    }

    /// <inheritdoc/>
    protected internal override void OnFault() => Abort(ConnectionOutcome.InternalError);

    private void Advance()
    {
        if (!_up.Finished)
            Run(ref _up, Client);
        if (_phase != Phase.Ended && !_down.Finished)
            Run(ref _down, Upstream);
        if (_phase != Phase.Ended)
            Report();
    }

    private void Report()
    {
        var (up, down) = (_up.Bytes - _reportedUp, _down.Bytes - _reportedDown);
        if (up + down == 0)
            return;
        (_reportedUp, _reportedDown) = (_up.Bytes, _down.Bytes);
        _lastMovedMs = _loop.NowMs;
        _owner.OnRelayed(up, down);
    }

    private void Run(ref Flow flow, int source)
    {
        var destination = 1 - source;
        switch (flow.Run(_loop, Socket(source), Socket(destination)))
        {
            case FlowRest.Blocked when !flow.DestinationWritable:
                WatchWritable(destination);
                // The end that waits behind unread bytes may be a reset; a stalled reader must not hide it for ever.
                if (flow.SourceEnding)
                    LookForError(source);
                break;
            case FlowRest.OutOfTurn:
                _loop.Enqueue(this);
                break;
            case FlowRest.Ended:
                PassEnd(ref flow, source);
                break;
            case FlowRest.SourceFailed:
                LoseLeg(source, flow.Error);
                break;
            case FlowRest.DestinationFailed:
                LoseLeg(destination, flow.Error);
                break;
        }
    }

    private void PassEnd(ref Flow flow, int source)
    {
        flow.Finished = true;
        if (_phase != Phase.Relaying)
        {
            FlushThenReset(1 - source);
            return;
        }

        ref var other = ref source == Client ? ref _down : ref _up;
        if (other.Finished)
        {
            // Closing sends the FIN too, and all was read, so that it cannot turn into a reset.
            End(ConnectionOutcome.Completed);
            return;
        }

        TcpSocket.ShutdownSend(Socket(1 - source));
        // The other direction has its whole time from here on, also where both were silent before.
        _lastMovedMs = _loop.NowMs;
        ScheduleChecks();
    }

    private void WatchWritable(int leg)
    {
        if ((_watchingWritable & (1 << leg)) != 0)
            return;
        _watchingWritable |= 1 << leg;
        if (_loop.WatchWritable(this, leg, Socket(leg)) < 0)
            End(ConnectionOutcome.InternalError);
    }

    private int Socket(int leg) => leg == Client ? _clientSocket : _upstreamSocket;
}
