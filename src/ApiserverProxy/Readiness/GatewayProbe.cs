using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;

namespace Connectivity.ApiserverProxy.Readiness;

/// <summary>
/// One try to have kube-apiserver answer a TLS hello, over the same way as clients' connections. Lives on a loop and calls back there, possibly
/// before <see cref="Start"/> returns.
/// </summary>
internal sealed class GatewayProbe : Pollable
{
    private readonly EventLoop _loop;
    private readonly GatewayDial _dial;
    private readonly string _serverName;
    private readonly TimeSpan _timeout;
    private readonly Action<string?> _done;
    private int _socket = -1;
    private bool _ending;
    private bool _over;

    /// <summary>Makes a probe.</summary>
    /// <param name="forwarder">Whose way is tried.</param>
    /// <param name="loop">Where it runs.</param>
    /// <param name="listen">The address that stands for client and destination.</param>
    /// <param name="serverName">The server name in the hello.</param>
    /// <param name="timeout">Time for all of it.</param>
    /// <param name="done">Told once: null, or what is wrong.</param>
    public GatewayProbe(Forwarder forwarder, EventLoop loop, in SocketEndpoint listen, string serverName, TimeSpan timeout, Action<string?> done)
    {
        (_loop, _serverName, _timeout, _done) = (loop, serverName, timeout, done);
        _dial = new GatewayDial(loop, forwarder.Settings, forwarder.Addresses, listen, listen, Dialed);
    }

    /// <summary>Begins.</summary>
    public void Start()
    {
        _loop.Attach(this, isConnection: false);
        _loop.Schedule(this, _loop.NowMs + (long)_timeout.TotalMilliseconds);
        _dial.Start();
    }

    /// <inheritdoc/>
    protected override void OnEvents(int leg, bool readable, bool ending, bool writable)
    {
        _ending |= ending;
        var received = TcpSocket.Peek(_socket, _loop.Scratch[..ProbeAnswer.MaxBytes]);
        if (received == -Errno.EAGAIN)
            return;
        if (received <= 0)
        {
            End(received == 0 ? "closed instead of answering the hello" : $"{ErrnoText.Of(-received)} instead of an answer to the hello");
            return;
        }

        var status = ProbeAnswer.Read(_loop.Scratch[..received], out var problem);
        if (status != ReadStatus.NeedMore)
            End(status == ReadStatus.Done ? null : problem);
        else if (_ending)
            End("closed in the middle of the answer to the hello");
    }

    /// <inheritdoc/>
    protected override void OnTimer() => End(_socket < 0 ? "no way through the gateway in time" : "no answer to the hello in time");

    /// <inheritdoc/>
    protected override void OnFault() => End("a fault of the proxy; the log says which");

    private void Dialed(DialResult result)
    {
        if (result.Failure is { } failure)
        {
            End($"{failure.Leg.Name()}: {failure.Problem}");
            return;
        }

        _socket = result.Socket;
        Span<byte> random = stackalloc byte[ProbeHello.RandomBytes];
        Random.Shared.NextBytes(random);
        Span<byte> hello = stackalloc byte[ProbeHello.MaxLength];
        var length = ProbeHello.Write(hello, _serverName, random);
        if (TcpSocket.Send(_socket, hello[..length]) != length || _loop.Watch(this, 0, _socket, alsoWritable: false) < 0)
            End("cannot send the hello");
    }

    private void End(string? problem)
    {
        if (_over)
            return;
        _over = true;
        _dial.Cancel();
        _loop.Detach(this, isConnection: false);
        if (_socket >= 0)
            TcpSocket.Close(_socket);
        _done(problem);
    }
}
