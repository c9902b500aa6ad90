using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Sessions;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>All streams that lead to targets: counts them, and tells of each one's end.</summary>
/// <param name="loop">Where they live.</param>
/// <param name="log">A line for each that ended.</param>
/// <param name="onEchoed">Told of each echo.</param>
internal sealed class TargetStreams(EventLoop loop, ILogger log, Action<TunnelSession> onEchoed) : ITargetOwner
{
    private readonly HashSet<TargetStream> _open = [];
    private readonly long[] _ended = new long[TargetOutcomes.All.Count];
    private long _bytesToTargets;
    private long _bytesFromTargets;
    private int _count;

    /// <summary>Those that are open. On the loop's thread only.</summary>
    public IReadOnlyCollection<TargetStream> Open => _open;

    /// <summary>How many are open; for any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Bytes that ended streams have brought to targets; for any thread.</summary>
    public long BytesToTargets => Interlocked.Read(ref _bytesToTargets);

    /// <summary>Bytes that ended streams have brought from targets; for any thread.</summary>
    public long BytesFromTargets => Interlocked.Read(ref _bytesFromTargets);

    /// <summary>How many have ended so; for any thread.</summary>
    public long Ended(TargetOutcome outcome) => Interlocked.Read(ref _ended[(int)outcome]);

    /// <inheritdoc/>
    public void OnConnected(TunnelStream stream, in TargetName target, int socket, in SocketEndpoint address)
    {
        var opened = new TargetStream(this, loop, stream, target, socket, address);
        _open.Add(opened);
        Volatile.Write(ref _count, _open.Count);
        opened.Start();
    }

    /// <inheritdoc/>
    public void OnRefused(TunnelStream stream, in TargetName target, OpenFailure failure, string problem)
    {
        var outcome = TargetOutcomes.Of(failure);
        CountEnd(outcome);
        AgentLog.StreamRefused(log, stream.Id, stream.Session.PeerId, target.Display, outcome, outcome.Leg(), problem);
    }

    /// <inheritdoc/>
    public void OnCancelled(TunnelStream stream, in TargetName target, ResetCode code)
    {
        var outcome = TargetOutcomes.Of(code);
        CountEnd(outcome);
        AgentLog.StreamRefused(log, stream.Id, stream.Session.PeerId, target.Display, outcome, outcome.Leg(), "while connecting");
    }

    /// <inheritdoc/>
    public void OnEchoed(TunnelStream stream) => onEchoed(stream.Session);

    internal void Ended(TargetStream ended, in SocketEndResult result)
    {
        if (!_open.Remove(ended))
            return;
        Volatile.Write(ref _count, _open.Count);
        Interlocked.Add(ref _bytesToTargets, result.BytesFromStream);
        Interlocked.Add(ref _bytesFromTargets, result.BytesToStream);
        var outcome = TargetOutcomes.Of(result);
        CountEnd(outcome);
        AgentLog.StreamEnded(
            log, ended.Stream.Id, ended.Stream.Session.PeerId, ended.Target.Display, ended.Address, result.BytesFromStream,
            result.BytesToStream, loop.NowMs - ended.OpenedMs, outcome, outcome.Leg());
    }

    private void CountEnd(TargetOutcome outcome) => Interlocked.Increment(ref _ended[(int)outcome]);
}
