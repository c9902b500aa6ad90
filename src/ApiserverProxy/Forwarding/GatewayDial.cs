using Connectivity.ApiserverProxy.Configuration;
using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Native;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Forwarding;

/// <summary>How a dial ended.</summary>
/// <param name="Socket">The descriptor, watched by nobody; what comes out of it is kube-apiserver's. Below zero without a connection.</param>
/// <param name="Address">The gateway's address.</param>
/// <param name="Failure">Why there is no connection.</param>
internal readonly record struct DialResult(int Socket, SocketEndpoint Address, DialFailure? Failure);

/// <summary>
/// The way through the gateway for one connection: an address, a TCP connection, and what tells the gateway where to. Another address is tried
/// for as long as nothing of the client's was sent. Lives on a loop and calls back there, possibly before <see cref="Start"/> returns.
/// </summary>
internal sealed class GatewayDial : Pollable
{
    private readonly EventLoop _loop;
    private readonly DialSettings _settings;
    private readonly GatewayAddresses _addresses;
    private readonly SocketEndpoint _source;
    private readonly SocketEndpoint _destination;
    private readonly Action<DialResult> _done;
    private SocketEndpoint[] _left = [];
    private ConnectRace? _race;
    private SocketEndpoint _address;
    private int _socket = -1;
    private int _requestSent;
    private int _attempts;
    private bool _attached;
    private bool _ending;
    private bool _over;

    /// <summary>Makes a dial.</summary>
    /// <param name="loop">Where it runs.</param>
    /// <param name="settings">How to dial.</param>
    /// <param name="addresses">The gateway's addresses.</param>
    /// <param name="source">The client.</param>
    /// <param name="destination">What the client connected to.</param>
    /// <param name="done">Told the end, once; not after <see cref="Cancel"/>.</param>
    public GatewayDial(
        EventLoop loop, DialSettings settings, GatewayAddresses addresses, in SocketEndpoint source, in SocketEndpoint destination, Action<DialResult> done) =>
        (_loop, _settings, _addresses, _source, _destination, _done) = (loop, settings, addresses, source, destination, done);

    private GatewayOptions Options => _settings.Gateway;

    /// <summary>Begins.</summary>
    public void Start()
    {
        _left = _addresses.Current;
        if (_left.Length == 0)
            _ = ResolveAsync();
        else
            Connect();
    }

    /// <summary>Gives up; nothing is told. Does nothing when it is over.</summary>
    public void Cancel()
    {
        if (_over)
            return;
        _over = true;
        _race?.Cancel();
        CloseSocket();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        _ending |= ending;
        if (_requestSent < _settings.Request.Length)
            Ask();
        // An answer may be there already, whose event was this one.
        if (!_over && _attached && _requestSent == _settings.Request.Length)
            ReadAnswer();
    }

    /// <inheritdoc/>
    protected override void OnTimer() => TryAnother(ConnectionOutcome.ConnectTimeout, "no answer to CONNECT in time");

    /// <inheritdoc/>
    protected override void OnFault() => Fail(new DialFailure(ProxyLeg.Self, ConnectionOutcome.InternalError, "a fault of the proxy; the log says which"));

    private async Task ResolveAsync()
    {
        var found = await _addresses.ResolveAsync();
        _loop.TryPost(_ =>
        {
            if (_over)
                return;
            _left = found;
            if (found.Length == 0)
                Fail(new DialFailure(ProxyLeg.Resolve, ConnectionOutcome.NoBackend, _addresses.Problem ?? "the gateway has no address"));
            else
                Connect();
        });
    }

    private void Connect()
    {
        _attempts++;
        _race = new ConnectRace(_loop, _left, _loop.NowMs + (long)Options.ConnectTimeout.TotalMilliseconds, Connected);
        _race.Start();
    }

    private void Connected(ConnectResult result)
    {
        if (result.Socket < 0)
        {
            _addresses.Refresh();
            Fail(new DialFailure(ProxyLeg.Connect, DialFailure.OutcomeOf(result.Error), $"{Names()}: {ErrnoText.Of(result.Error)}"));
            return;
        }

        (_socket, _address, _requestSent, _ending) = (result.Socket, result.Address, 0, false);
        _left = [.. _left.Where(a => a != _address)];
        TcpSocket.SetNoDelay(_socket);
        _settings.SetLiveness(_socket);
        if (Options.Mode == GatewayMode.ProxyDestination)
            SendHeader();
        else
            BeginAsking();
    }

    /// <summary>A few bytes into an empty send buffer: they fit, or the connection is no good.</summary>
    private void SendHeader()
    {
        Span<byte> header = stackalloc byte[ProxyHeaderWriter.MaxV2Length];
        var destination = Options.Destination.IsNone ? _destination : Options.Destination;
        var length = ProxyHeaderWriter.WriteV2(header, _source, destination, ReadOnlySpan<byte>.Empty);
        var sent = TcpSocket.Send(_socket, header[..length]);
        if (sent == length)
            Succeed();
        else
            TryAnother(DialFailure.OutcomeOf(-sent), "cannot take the PROXY header");
    }

    private void BeginAsking()
    {
        _loop.Attach(this, isConnection: false);
        _attached = true;
        if (_loop.Watch(this, 0, _socket, alsoWritable: true) is var watched and < 0)
        {
            TryAnother(ConnectionOutcome.InternalError, ErrnoText.Of(-watched));
            return;
        }

        _loop.Schedule(this, _loop.NowMs + (long)Options.AnswerTimeout.TotalMilliseconds);
        Ask();
    }

    private void Ask()
    {
        while (_requestSent < _settings.Request.Length)
        {
            var sent = TcpSocket.Send(_socket, _settings.Request.AsSpan(_requestSent));
            if (sent == -Errno.EAGAIN)
                return;
            if (sent < 0)
            {
                TryAnother(DialFailure.OutcomeOf(-sent), ErrnoText.Of(-sent));
                return;
            }

            _requestSent += sent;
        }
    }

    /// <summary>Takes the answer's head out of the socket and not a byte more: what follows is for the client.</summary>
    private void ReadAnswer()
    {
        var received = TcpSocket.Peek(_socket, _loop.Scratch[..ConnectAnswer.MaxBytes]);
        if (received == -Errno.EAGAIN)
            return;
        if (received <= 0)
        {
            TryAnother(ConnectionOutcome.ConnectRefused, received == 0 ? "closed without an answer" : ErrnoText.Of(-received));
            return;
        }

        switch (ConnectAnswer.Read(_loop.Scratch[..received], out var consumed, out _, out var problem))
        {
            case ReadStatus.Invalid:
                TryAnother(ConnectionOutcome.ConnectRefused, problem);
                break;
            case ReadStatus.NeedMore when _ending:
                TryAnother(ConnectionOutcome.ConnectRefused, "closed in the middle of its answer");
                break;
            case ReadStatus.Done:
                _ = TcpSocket.Receive(_socket, _loop.Scratch[..consumed]);
                Succeed();
                break;
        }
    }

    private void Succeed()
    {
        _over = true;
        if (_attached)
            _loop.Unwatch(_socket);
        LetGo();
        _addresses.Prefer(_address);
        _done(new DialResult(_socket, _address, null));
    }

    /// <summary>This gateway did not do; perhaps another one does.</summary>
    private void TryAnother(ConnectionOutcome outcome, string problem)
    {
        var failed = _address;
        CloseSocket();
        _addresses.Failed(failed);
        if (_left.Length > 0 && _attempts < Options.Attempts)
            Connect();
        else
            Fail(new DialFailure(ProxyLeg.Gateway, outcome, $"{failed}: {problem}"));
    }

    private void Fail(DialFailure failure)
    {
        if (_over)
            return;
        Cancel();
        _done(new DialResult(-1, _address, failure));
    }

    private void CloseSocket()
    {
        if (_socket < 0)
            return;
        LetGo();
        TcpSocket.Close(_socket);
        _socket = -1;
    }

    private void LetGo()
    {
        if (_attached)
            _loop.Detach(this, isConnection: false);
        _attached = false;
    }

    private string Names() => string.Join(", ", Options.Hosts);
}
