using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.Micro;

/// <summary>An end that takes bytes, or none, and counts them.</summary>
internal sealed class CountingEnd : IStreamEnd
{
    public TunnelStream? Stream { get; set; }

    public bool TakesNothing { get; set; }

    public long Received { get; private set; }

    public void OnOpened(TunnelStream stream, string address)
    {
    }

    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => throw new InvalidOperationException(message);

    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        var taken = TakesNothing ? 0 : bytes.Length;
        Received += taken;
        return taken;
    }

    public void OnReceivedFin(TunnelStream stream)
    {
    }

    public void OnSendRoom(TunnelStream stream)
    {
    }

    public void OnReset(TunnelStream stream, ResetCode code) => throw new InvalidOperationException(code.ToString());

    public void OnEnded(TunnelStream stream)
    {
    }
}
