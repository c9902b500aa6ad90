using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Sessions;

/// <summary>The agent's side of OPEN.</summary>
internal interface IStreamAcceptor
{
    /// <summary>
    /// The server wants a stream. Sets <see cref="TunnelStream.End"/> before it returns, and answers then or later with
    /// <see cref="TunnelStream.AcceptOpen"/> or <see cref="TunnelStream.RefuseOpen"/>.
    /// </summary>
    void OnOpen(TunnelStream stream, OpenRequest request);
}
