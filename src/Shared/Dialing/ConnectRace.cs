using Connectivity.Shared.Addressing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.Shared.Dialing;

/// <summary>How a race ended.</summary>
/// <param name="Socket">The connected descriptor, watched by nobody; below zero when there is none.</param>
/// <param name="Address">What it is connected to.</param>
/// <param name="Error">Without a connection: the error number that says most.</param>
public readonly record struct ConnectResult(int Socket, SocketEndpoint Address, int Error);

/// <summary>
/// Connects to whichever of several addresses answers first: the next attempt begins 250 ms after the last, or at once when that failed, and
/// earlier ones go on (happy eyeballs, RFC 8305, section 5). Lives on a loop and calls back there, possibly before <see cref="Start"/> returns.
/// </summary>
public sealed class ConnectRace : Pollable
{
    /// <summary>Time from one attempt to the next (RFC 8305, section 8).</summary>
    public const int AttemptDelayMs = 250;

    private readonly EventLoop _loop;
    private readonly SocketEndpoint[] _addresses;
    private readonly long _deadlineMs;
    private readonly Action<ConnectResult> _done;
    private readonly List<ConnectAttempt> _attempts = [];
    private int _next;
    private int _error;
    private bool _over;

    /// <summary>Makes a race.</summary>
    /// <param name="loop">Where it runs.</param>
    /// <param name="addresses">In the order in which they are tried; at least one.</param>
    /// <param name="deadlineMs">When it is lost, by the loop's clock.</param>
    /// <param name="done">Told the end, once; not after <see cref="Cancel"/>.</param>
    public ConnectRace(EventLoop loop, SocketEndpoint[] addresses, long deadlineMs, Action<ConnectResult> done) =>
        (_loop, _addresses, _deadlineMs, _done) = (loop, addresses, deadlineMs, done);

    /// <summary>Begins the first attempt.</summary>
    public void Start()
    {
        _loop.Attach(this, isConnection: false);
        Next();
    }

    /// <summary>Gives up; nothing is told. Does nothing when it is over.</summary>
    public void Cancel()
    {
        if (_over)
            return;
        _over = true;
        foreach (var attempt in _attempts)
            attempt.Close();
        _attempts.Clear();
        _loop.Detach(this, isConnection: false);
    }

    /// <inheritdoc/>
    protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
    }

    /// <inheritdoc/>
    protected internal override void OnTimer()
    {
        if (_loop.NowMs >= _deadlineMs)
            End(new ConnectResult(-1, default, Errno.ETIMEDOUT));
        else
            Next();
    }

    /// <inheritdoc/>
    protected internal override void OnFault() => End(new ConnectResult(-1, default, Errno.EINVAL));

    /// <summary>One attempt has its connection.</summary>
    internal void Won(ConnectAttempt attempt)
    {
        _attempts.Remove(attempt);
        _loop.Unwatch(attempt.Socket);
        _loop.Detach(attempt, isConnection: false);
        End(new ConnectResult(attempt.Socket, attempt.Address, 0));
    }

    /// <summary>One attempt has failed.</summary>
    internal void Lost(ConnectAttempt attempt, int error)
    {
        _attempts.Remove(attempt);
        attempt.Close();
        Remember(error);
        Next();
    }

    private void Next()
    {
        while (_next < _addresses.Length)
        {
            var address = _addresses[_next++];
            var socket = TcpSocket.Open(!address.IsIPv4);
            var result = socket < 0 ? socket : TcpSocket.Connect(socket, address);
            if (socket >= 0 && result is 0 or -Errno.EINPROGRESS)
                result = Watch(socket, address);
            if (result == 0)
                return;
            Remember(-result);
            if (socket >= 0)
                TcpSocket.Close(socket);
        }

        if (_attempts.Count == 0)
            End(new ConnectResult(-1, default, _error));
        else
            _loop.Schedule(this, _deadlineMs);
    }

    private int Watch(int socket, in SocketEndpoint address)
    {
        var attempt = new ConnectAttempt(this, _loop, socket, address);
        _loop.Attach(attempt, isConnection: false);
        var watched = _loop.Watch(attempt, 0, socket, alsoWritable: true);
        if (watched < 0)
        {
            _loop.Detach(attempt, isConnection: false);
            return watched;
        }

        _attempts.Add(attempt);
        _loop.Schedule(this, _next < _addresses.Length ? Math.Min(_loop.NowMs + AttemptDelayMs, _deadlineMs) : _deadlineMs);
        return 0;
    }

    /// <summary>That there is no way to one address says less than what another address answered.</summary>
    private void Remember(int error)
    {
        if (_error == 0 || !SaysLittle(error))
            _error = error;
    }

    private static bool SaysLittle(int error) =>
        error is Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EHOSTDOWN or Errno.EAFNOSUPPORT or Errno.EADDRNOTAVAIL;

    private void End(in ConnectResult result)
    {
        Cancel();
        _done(result);
    }
}
