using Connectivity.Shared.Addressing;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>Takes what a <see cref="TargetDialer"/> has connected, and tells of the rest: the agent, or a test without a tunnel.</summary>
internal interface ITargetOwner
{
    /// <summary>A connection stands; the descriptor is the owner's, who answers the stream.</summary>
    void OnConnected(TunnelStream stream, in TargetName target, int socket, in SocketEndpoint address);

    /// <summary>There is no connection; the stream is answered after this.</summary>
    void OnRefused(TunnelStream stream, in TargetName target, OpenFailure failure, string problem);

    /// <summary>The stream is gone before there was an answer.</summary>
    void OnCancelled(TunnelStream stream, in TargetName target, ResetCode code);

    /// <summary>An echo stream has sent bytes back.</summary>
    void OnEchoed(TunnelStream stream);
}
