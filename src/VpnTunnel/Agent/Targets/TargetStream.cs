using Connectivity.Shared.Addressing;
using Connectivity.Shared.Relaying;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>One open stream with the connection to its target.</summary>
internal sealed class TargetStream : ISocketEndOwner
{
    private readonly TargetStreams _all;
    private readonly SocketEnd _end;

    /// <summary>Makes the two one; nothing moves before <see cref="Start"/>.</summary>
    public TargetStream(TargetStreams all, EventLoop loop, TunnelStream stream, in TargetName target, int socket, in SocketEndpoint address)
    {
        (_all, Target, Address, OpenedMs) = (all, target, address, loop.NowMs);
        _end = new SocketEnd(loop, stream, socket, tls: null, new SocketEndOptions(), this);
    }

    /// <summary>What was asked for.</summary>
    public TargetName Target { get; }

    /// <summary>What is connected to.</summary>
    public SocketEndpoint Address { get; }

    /// <summary>When it was connected, by the loop's clock.</summary>
    public long OpenedMs { get; }

    /// <summary>When a byte last moved, by the loop's clock.</summary>
    public long LastMovedMs => _end.LastMovedMs;

    /// <summary>The stream.</summary>
    public TunnelStream Stream => _end.Stream;

    /// <summary>Answers the server, and lets bytes move.</summary>
    public void Start()
    {
        Stream.AcceptOpen(Address.ToString());
        _end.Start(predecessor: null, []);
    }

    /// <summary>Ends both sides with a reset.</summary>
    public void Abort(ResetCode code) => _end.Abort(code);

    /// <inheritdoc/>
    public void OnSocketEnded(SocketEnd end, in SocketEndResult result) => _all.Ended(this, result);
}
