using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>
/// A connected socket, perhaps with TLS on it, as the end of a stream: bytes both ways without a buffer of its own, a FIN a direction at a
/// time, and a reset for every other end. What cannot be sent on stays where it is: in the kernel before it is read, in the stream after.
/// </summary>
internal sealed partial class SocketEnd : Pollable, IStreamEnd
{
    private const int Leg = 0;

    // A socket gives the others their turn after so many bytes.
    private const int TurnBytes = 512 * 1024;

    private readonly EventLoop _loop;
    private readonly TunnelStream _stream;
    private readonly int _socket;
    private readonly TlsConnection? _tls;
    private readonly ISocketEndOwner _owner;
    private readonly SocketEndOptions _options;
    private byte[] _first = [];
    private int _firstAt;
    private bool _readable;
    private bool _ending;
    private bool _writable = true;
    private bool _watchesWritable;
    private bool _readEnded;
    private bool _writeEnded;
    private bool _writeFailed;
    private bool _owesFin;
    private long _movedMs;
    private Phase _phase;

    /// <summary>Takes over a socket and becomes the end of the stream.</summary>
    /// <param name="loop">The loop that both live on.</param>
    /// <param name="stream">An open stream.</param>
    /// <param name="socket">A connected socket.</param>
    /// <param name="tls">TLS on it, handshake done; null for none.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="owner">Is told of the end.</param>
    public SocketEnd(EventLoop loop, TunnelStream stream, int socket, TlsConnection? tls, SocketEndOptions options, ISocketEndOwner owner) =>
        (_loop, _stream, _socket, _tls, _options, _owner) = (loop, stream, socket, tls, options, owner);

    private enum Phase : byte
    {
        Relaying,

        /// <summary>The stream is over; what the socket's peer has not acknowledged still goes out, then follows the reset.</summary>
        Flushing,

        /// <summary>The stream has ended properly; TLS holds the last bytes.</summary>
        Closing,

        Over,
    }

    /// <summary>The stream; over once this is.</summary>
    public TunnelStream Stream => _stream;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => _phase == Phase.Over;

    /// <summary>Monotonic milliseconds of the last byte that moved.</summary>
    public long LastMovedMs => _movedMs;

    /// <summary>Begins.</summary>
    /// <param name="predecessor">Who had the socket on the loop before; null when nobody watches it.</param>
    /// <param name="first">Bytes that came from the socket already. They are copied.</param>
    public void Start(Pollable? predecessor, ReadOnlySpan<byte> first)
    {
        _stream.End = this;
        _first = first.ToArray();
        _movedMs = _loop.NowMs;
        // Should this process be killed, the kernel closes the socket: that must not look like a proper end.
        TcpSocket.SetResetOnClose(_socket, true);
        if (predecessor is not null)
        {
            _loop.Replace(predecessor, this);
        }
        else
        {
            _loop.Attach(this);
            if (_loop.Watch(this, Leg, _socket, alsoWritable: false) < 0)
            {
                Abort(ResetCode.Internal);
                return;
            }
        }

        // Events that came before are past.
        _readable = _ending = true;
        _loop.Enqueue(this);
    }

    /// <summary>Ends both at once with a reset.</summary>
    public void Abort(ResetCode code)
    {
        if (_phase != Phase.Relaying)
            return;
        _stream.Abort(code);
        End(SocketEndKind.Aborted, code, flush: false);
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        _readable |= readable;
        _ending |= ending;
        if (writable)
            OnWritable();
        if (_readable && _phase == Phase.Relaying)
            Pull();
    }

    /// <inheritdoc/>
    protected override void OnTurn()
    {
        if (_phase != Phase.Relaying)
            return;
        Pull();
        if (_phase == Phase.Relaying && _writable)
            _stream.DeliverPending();
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        if (_phase == Phase.Relaying)
            CheckHalfClose();
        else
            PollFlush();
    }

    /// <inheritdoc/>
    protected override void OnFault() => Abort(ResetCode.Internal);

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address)
    {
    }

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => End(SocketEndKind.StreamReset, ResetCode.SessionLost, flush: false);

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream) => Pull();

    /// <inheritdoc/>
    public void OnReset(TunnelStream stream, ResetCode code) => End(SocketEndKind.StreamReset, code, flush: true);

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream) => Close();

    private void CheckHalfClose()
    {
        var due = _movedMs + (long)_options.HalfCloseTimeout.TotalMilliseconds;
        if (_loop.NowMs < due)
        {
            _loop.Schedule(this, due);
            return;
        }

        _stream.Abort(ResetCode.EndpointTimedOut);
        End(SocketEndKind.HalfCloseTimeout, ResetCode.EndpointTimedOut, flush: false);
    }

    private void ScheduleHalfClose()
    {
        _movedMs = _loop.NowMs;
        if (_options.HalfCloseTimeout > TimeSpan.Zero)
            _loop.Schedule(this, _movedMs + (long)_options.HalfCloseTimeout.TotalMilliseconds);
    }
}

/// <summary>The bounds of a <see cref="SocketEnd"/>.</summary>
internal sealed record SocketEndOptions
{
    /// <summary>How long one direction may be silent after the other has ended; zero is for ever. Protects from peers that never close. Default 5 minutes.</summary>
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the last bytes may take to be acknowledged before a reset. Protects from readers that stalled. Default 30 seconds.</summary>
    public TimeSpan ResetFlushTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
