using System.Security.Cryptography;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;

namespace Connectivity.VpnTunnel.Server.Echo;

/// <summary>
/// One look whether a session carries bytes to its agent and back: a stream of kind echo, a few random bytes, the same bytes again. On the loop's
/// thread only.
/// </summary>
/// <param name="onOver">Told once, with null when all is well and the problem otherwise. Not told after <see cref="GiveUp"/>.</param>
internal sealed class EchoProbe(Action<string?> onOver) : IStreamEnd
{
    private const int Length = 16;

    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(Length);
    private int _returned;
    private bool _over;

    /// <summary>The stream.</summary>
    public TunnelStream? Stream { get; set; }

    /// <summary>It has taken too long.</summary>
    public void GiveUp()
    {
        _over = true;
        Stream?.Abort(ResetCode.Cancelled);
    }

    /// <inheritdoc/>
    public void OnOpened(TunnelStream stream, string address) => OnSendRoom(stream);

    /// <inheritdoc/>
    public void OnOpenFailed(TunnelStream stream, OpenFailure failure, string message) => End($"the agent answers {failure}");

    /// <inheritdoc/>
    public int OnReceived(TunnelStream stream, ReadOnlySpan<byte> bytes)
    {
        if (_over)
            return bytes.Length;
        if (bytes.Length > Length - _returned || !bytes.SequenceEqual(_bytes.AsSpan(_returned, bytes.Length)))
        {
            stream.Abort(ResetCode.Internal);
            End("other bytes came back than were sent");
            return bytes.Length;
        }

        _returned += bytes.Length;
        if (_returned < Length)
            return bytes.Length;
        stream.SendFin();
        End(null);
        return bytes.Length;
    }

    /// <inheritdoc/>
    public void OnReceivedFin(TunnelStream stream)
    {
        if (_over)
            return;
        stream.Abort(ResetCode.Cancelled);
        End("the agent ended the echo");
    }

    /// <inheritdoc/>
    public void OnSendRoom(TunnelStream stream)
    {
        // Less than the least window: it goes in one.
        if (stream.BytesSent == 0 && stream.SendRoom >= Length)
            stream.Send(_bytes);
    }

    /// <inheritdoc/>
    public void OnReset(TunnelStream stream, ResetCode code) => End($"the echo was reset: {code}");

    /// <inheritdoc/>
    public void OnEnded(TunnelStream stream)
    {
    }

    private void End(string? problem)
    {
        if (_over)
            return;
        _over = true;
        onOver(problem);
    }
}
