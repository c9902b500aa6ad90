using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Agent.Targets;

/// <summary>The agent's own end of an echo stream: sends everything back, and ends when the server ends. It holds nothing.</summary>
/// <param name="onEchoed">Told each time that bytes went back.</param>
internal sealed class EchoEnd(Action onEchoed) : IStreamEnd
{
    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        var room = Math.Min(stream.SendRoom, bytes.Length);
        if (room > 0)
        {
            stream.Send(bytes[..room]);
            onEchoed();
        }

        return room;
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream) => stream.DeliverPending();

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream) => stream.SendFin();

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address)
    {
    }

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message)
    {
    }

    /// <inheritdoc/>
    public void OnReset(TunnelStream stream, ResetCode code)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream)
    {
    }
}
