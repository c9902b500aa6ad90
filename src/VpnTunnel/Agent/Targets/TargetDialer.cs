using Connectivity.Shared.Dialing;
using Connectivity.Shared.Native;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>
/// Answers the streams that servers open: the echo by itself, all others by a connection to their target, if that is allowed. On the loop's
/// thread, like all of it.
/// </summary>
internal sealed class TargetDialer : IStreamAcceptor
{
    // A server that leaves a dial more time than this is not going to wait for it.
    private static readonly TimeSpan LongestDial = TimeSpan.FromMinutes(1);

    private readonly EventLoop _loop;
    private readonly ITargetOwner _owner;
    private readonly DialCounts _counts = new();

    /// <summary>Makes a dialer.</summary>
    /// <param name="loop">Where connections live.</param>
    /// <param name="resolver">Looks names up.</param>
    /// <param name="rules">What holds at first.</param>
    /// <param name="owner">Takes the connections, and is told how dials ended.</param>
    public TargetDialer(EventLoop loop, NameResolver resolver, TargetRules rules, ITargetOwner owner) =>
        (_loop, Resolver, Rules, _owner) = (loop, resolver, rules, owner);

    /// <summary>What holds now. A dial that has begun ends by it, too, where it is asked again.</summary>
    public TargetRules Rules { get; set; }

    /// <summary>Whether every stream is refused since the agent ends.</summary>
    public bool IsDraining { get; set; }

    /// <summary>Numbers.</summary>
    public TargetCounters Counters { get; } = new();

    /// <summary>Looks names up.</summary>
    internal NameResolver Resolver { get; }

    /// <inheritdoc/>
    public void OnOpen(TunnelStream stream, OpenRequest request)
    {
        stream.End = NoEnd.Instance;
        if (request.Kind == StreamKind.Echo)
            Echo(stream);
        else if (!TargetName.TryParse(request, out var target))
            Refuse(stream, target, OpenFailure.NameNotFound, "neither an address nor a possible name");
        else if (IsDraining)
            Refuse(stream, target, OpenFailure.Draining, "the agent is about to end");
        else if (request.Kind != StreamKind.Tcp)
            Refuse(stream, target, OpenFailure.Unsupported, "not a kind of stream that this agent knows");
        else if (!_counts.TryAdd(target.Display, Rules.Limits.Dials, Rules.Limits.DialsPerDestination))
            Refuse(stream, target, OpenFailure.TooManyDials, "too many dials are under way");
        else
            Dial(stream, target, request);
    }

    internal void Connected(TunnelStream stream, in TargetName target, in ConnectResult result, long startedMs)
    {
        Counters.CountConnected(_loop.NowMs - startedMs);
        var keepalive = Rules.Keepalive;
        TcpSocket.SetNoDelay(result.Socket);
        TcpSocket.SetKeepAlive(result.Socket, (int)keepalive.Tcp.Idle.TotalSeconds, (int)keepalive.Tcp.Interval.TotalSeconds, keepalive.Tcp.Probes);
        if (keepalive.UserTimeout > TimeSpan.Zero)
            TcpSocket.SetUserTimeout(result.Socket, (int)keepalive.UserTimeout.TotalMilliseconds);
        _owner.OnConnected(stream, target, result.Socket, result.Address);
    }

    internal void Refuse(TunnelStream stream, in TargetName target, OpenFailure failure, string problem)
    {
        Counters.CountFailure(failure);
        _owner.OnRefused(stream, target, failure, problem);
        stream.RefuseOpen(failure, problem);
    }

    internal void Cancelled(TunnelStream stream, in TargetName target, ResetCode code)
    {
        Counters.CountCancelled();
        _owner.OnCancelled(stream, target, code);
    }

    internal void Release(in TargetName target)
    {
        _counts.Remove(target.Display);
        Counters.SetDialling(_counts.Total);
    }

    private void Echo(TunnelStream stream)
    {
        Counters.CountEcho();
        stream.End = new EchoEnd(() => _owner.OnEchoed(stream));
        stream.AcceptOpen("echo");
    }

    private void Dial(TunnelStream stream, in TargetName target, OpenRequest request)
    {
        Counters.SetDialling(_counts.Total);
        var time = request.DialTime < LongestDial ? request.DialTime : LongestDial;
        var dial = new TargetDial(this, _loop, stream, target, _loop.NowMs + (long)time.TotalMilliseconds);
        stream.End = dial;
        dial.Start();
    }
}
