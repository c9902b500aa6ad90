using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.HttpConnect;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.Shared.TlsEndpoints;
using Connectivity.VpnTunnel.Configuration;

namespace Connectivity.VpnTunnel.Agent.Servers;

/// <summary>How a dial ended: with a socket and TLS on it, both the taker's, or with a reason.</summary>
/// <param name="Socket">The descriptor, watched by nobody; below zero without a connection.</param>
/// <param name="Tls">TLS with its handshake done; it may hold bytes already.</param>
/// <param name="Address">What was connected to, the gateway if there is one.</param>
/// <param name="Failure">Why there is no connection.</param>
internal sealed record CarrierDialResult(int Socket, TlsConnection? Tls, SocketEndpoint Address, LinkFailure? Failure);

/// <summary>
/// One attempt to reach a server: look up, connect, ask the gateway if there is one, shake hands. Lives on the loop and calls back there, possibly
/// before <see cref="Start"/> returns.
/// </summary>
internal sealed class CarrierDial : Pollable, IDisposable
{
    private readonly EventLoop _loop;
    private readonly LinkOptions _link;
    private readonly HopAddresses _hops;
    private readonly TlsContext _tlsContext;
    private readonly AgentLimitsOptions _limits;
    private readonly Action<CarrierDialResult> _done;
    private ConnectRace? _race;
    private SocketEndpoint _address;
    private int _socket = -1;
    private TlsConnection? _tls;
    private byte[] _request = [];
    private int _requestSent;
    private Step _step;
    private bool _ending;

    /// <summary>Makes a dial.</summary>
    /// <param name="loop">Where it runs.</param>
    /// <param name="link">The way to the server.</param>
    /// <param name="hops">What is known of the first hop's addresses.</param>
    /// <param name="tlsContext">Our side of TLS; used once the hop is passed.</param>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="done">Told the end, once; not after <see cref="Dispose"/>.</param>
    public CarrierDial(
        EventLoop loop, LinkOptions link, HopAddresses hops, TlsContext tlsContext, AgentLimitsOptions limits, Action<CarrierDialResult> done) =>
        (_loop, _link, _hops, _tlsContext, _limits, _done) = (loop, link, hops, tlsContext, limits, done);

    private enum Step : byte
    {
        Resolving,
        Connecting,
        Asking,
        Waiting,
        Shaking,
        Over,
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        if (_link.Hop.Literal is { } literal)
            Connect([literal]);
        else
            _ = ResolveAsync();
    }

    /// <summary>Gives up; nothing is told. Does nothing when it has ended by itself.</summary>
    public void Dispose()
    {
        if (_step == Step.Over)
            return;
        _race?.Cancel();
        LetGo();
        _tls?.Dispose();
        if (_socket >= 0)
            TcpSocket.Close(_socket);
        _step = Step.Over;
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        _ending |= ending;
        if (_step == Step.Asking)
            Ask();
        else if (_step == Step.Waiting)
            ReadAnswer();
        else if (_step == Step.Shaking)
            ShakeHands();
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        if (_step == Step.Shaking)
            Fail(LinkFailureKind.TlsTimedOut, "the handshake was not done in time");
        else
            Fail(LinkFailureKind.GatewayTimedOut, $"{_link.Hop}: no answer to CONNECT in time");
    }

    /// <inheritdoc/>
    protected override void OnFault() => Fail(LinkFailureKind.ConnectFailed, "a fault of the agent; the log says which");

    private async Task ResolveAsync()
    {
        var (addresses, failure) = await _hops.FindAsync(_link.Hop, _limits.LookupTimeout);
        _loop.TryPost(_ =>
        {
            if (_step == Step.Over)
                return;
            if (failure is null)
                Connect(addresses);
            else
                Fail(failure.Outcome == LookUpOutcome.NotFound ? LinkFailureKind.NameNotFound : LinkFailureKind.NameLookupFailed, $"{_link.Hop.Host}: {failure.Problem}");
        });
    }

    private void Connect(SocketEndpoint[] addresses)
    {
        _step = Step.Connecting;
        _race = new ConnectRace(_loop, addresses, _loop.NowMs + (long)_limits.ConnectTimeout.TotalMilliseconds, Connected);
        _race.Start();
    }

    private void Connected(ConnectResult result)
    {
        if (result.Socket < 0)
        {
            var kind = result.Error == Errno.ETIMEDOUT ? LinkFailureKind.ConnectTimedOut : LinkFailureKind.ConnectFailed;
            Fail(kind, $"{_link.Hop}: {ErrnoText.Of(result.Error)}");
            return;
        }

        (_socket, _address) = (result.Socket, result.Address);
        TcpSocket.SetNoDelay(_socket);
        _loop.Attach(this, isConnection: false);
        if (_loop.Watch(this, 0, _socket, alsoWritable: true) is var watched and < 0)
            Fail(LinkFailureKind.ConnectFailed, ErrnoText.Of(-watched));
        else if (_link.Gateway is null)
            BeginTls();
        else
            BeginAsking();
    }

    private void BeginAsking()
    {
        _step = Step.Asking;
        _request = ConnectRequestWriter.Write(_link.RequestTarget, _link.ConnectHeaders);
        ScheduleStep();
        Ask();
    }

    private void Ask()
    {
        while (_requestSent < _request.Length)
        {
            var sent = TcpSocket.Send(_socket, _request.AsSpan(_requestSent));
            if (sent == -Errno.EAGAIN)
                return;
            if (sent < 0)
            {
                Fail(LinkFailureKind.GatewayClosed, $"{_link.Hop}: {ErrnoText.Of(-sent)}");
                return;
            }

            _requestSent += sent;
        }

        _step = Step.Waiting;
        ReadAnswer();
    }

    /// <summary>Takes the answer's head out of the socket and not a byte more: what follows is for TLS.</summary>
    private void ReadAnswer()
    {
        var received = TcpSocket.Peek(_socket, _loop.Scratch[..ConnectAnswer.MaxBytes]);
        if (received == -Errno.EAGAIN)
            return;
        if (received <= 0)
        {
            Fail(LinkFailureKind.GatewayClosed, $"{_link.Hop}: {(received == 0 ? "closed without an answer" : ErrnoText.Of(-received))}");
            return;
        }

        switch (ConnectAnswer.Read(_loop.Scratch[..received], out var consumed, out var failure, out var problem))
        {
            case ReadStatus.Invalid:
                Fail(failure == ConnectAnswerFailure.Refused ? LinkFailureKind.GatewayRefused : LinkFailureKind.GatewayMalformed, $"{_link.Hop}: {problem}");
                break;
            case ReadStatus.NeedMore when _ending:
                Fail(LinkFailureKind.GatewayClosed, $"{_link.Hop}: closed in the middle of its answer");
                break;
            case ReadStatus.Done:
                _ = TcpSocket.Receive(_socket, _loop.Scratch[..consumed]);
                BeginTls();
                break;
        }
    }

    private void BeginTls()
    {
        _step = Step.Shaking;
        ScheduleStep();
        _tls = new TlsConnection(_tlsContext, _socket, _link.TlsServerName);
        ShakeHands();
    }

    private void ShakeHands()
    {
        switch (_tls!.Handshake())
        {
            case TlsStep.Failed:
                Fail(LinkFailureKind.TlsFailed, $"{_link.TlsServerName}: {_tls.Failure}: {_tls.FailureDetail}");
                break;
            case TlsStep.Done:
                Succeed();
                break;
        }
    }

    private void Succeed()
    {
        _step = Step.Over;
        _loop.Unwatch(_socket);
        LetGo();
        _done(new CarrierDialResult(_socket, _tls, _address, null));
    }

    private void Fail(LinkFailureKind kind, string problem)
    {
        if (_step == Step.Over)
            return;
        Dispose();
        _done(new CarrierDialResult(-1, null, _address, new LinkFailure(kind, problem)));
    }

    private void LetGo()
    {
        if (_socket >= 0)
            _loop.Detach(this, isConnection: false);
    }

    private void ScheduleStep() => _loop.Schedule(this, _loop.NowMs + (long)_limits.HandshakeTimeout.TotalMilliseconds);
}
