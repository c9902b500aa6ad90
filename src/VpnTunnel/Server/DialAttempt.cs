using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server;

/// <summary>What is at our end of a stream while one agent is asked for it.</summary>
internal sealed class DialAttempt(Dial dial, string agent) : IStreamEnd
{
    /// <summary>Who is asked.</summary>
    public string Agent => agent;

    /// <summary>The opening stream.</summary>
    public TunnelStream Stream { get; set; } = null!;

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address) => dial.OnOpened(this, stream);

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => dial.OnFailed(this, failure, message);

    /// <summary>Cannot come: the owner has its own end at the stream when bytes do. Kept for it all the same.</summary>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes) => 0;

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream)
    {
    }

    /// <summary>The stream was lost before it was open.</summary>
    public void OnReset(TunnelStream stream, ResetCode code) => dial.OnFailed(this, OpenFailure.AgentLost, "");

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream)
    {
    }
}
