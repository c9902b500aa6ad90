using Connectivity.VpnTunnel.Framing;

namespace Connectivity.VpnTunnel.Streams;

/// <summary>The end of a stream whose socket is gone: takes everything, does nothing.</summary>
internal sealed class NoEnd : IStreamEnd
{
    private NoEnd()
    {
    }

    /// <summary>The only instance.</summary>
    public static NoEnd Instance { get; } = new();

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address)
    {
    }

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message)
    {
    }

    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes) => bytes.Length;

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream)
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
