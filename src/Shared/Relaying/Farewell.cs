using Connectivity.Shared.Native;

namespace Connectivity.Shared.Relaying;

/// <summary>
/// Says a last word and closes so that it arrives: sends, ends our direction, then reads and drops until the client closes too. Closing
/// with bytes unread would make the kernel reset the connection, which can destroy the word on its way (RFC 1122, section 4.2.2.13).
/// </summary>
/// <param name="loop">The loop that it lives on.</param>
/// <param name="socket">The connection; its own from here on.</param>
/// <param name="onEnded">Told when the socket is closed.</param>
public sealed class Farewell(EventLoop loop, int socket, Action onEnded) : Pollable
{
    private const int LingerMs = 2000;
    private const int MaxDroppedBytes = 256 * 1024;

    private int _dropped;

    /// <summary>Takes over from <paramref name="predecessor"/>, which is attached to the loop.</summary>
    /// <param name="predecessor">Who had the connection so far.</param>
    /// <param name="lastWord">A few bytes; empty where they were sent already, or none are due.</param>
    /// <param name="watched">Whether the socket is watched as the predecessor's leg 0.</param>
    public void Start(Pollable predecessor, ReadOnlySpan<byte> lastWord, bool watched)
    {
        loop.Replace(predecessor, this);
        // A few bytes into an empty send buffer: they fit, or the client is gone.
        if (!lastWord.IsEmpty)
            _ = TcpSocket.Send(socket, lastWord);
        if (TcpSocket.ShutdownSend(socket) < 0 || (!watched && loop.Watch(this, 0, socket, alsoWritable: false) < 0))
        {
            End();
            return;
        }

        loop.Schedule(this, loop.NowMs + LingerMs);
        if (watched)
            loop.Enqueue(this);
    }

    /// <inheritdoc/>
    protected internal override void OnEvents(int leg, bool readable, bool ending, bool writable) => Drop();

    /// <inheritdoc/>
    protected internal override void OnTurn() => Drop();

    /// <inheritdoc/>
    protected internal override void OnTimer() => End();

    /// <inheritdoc/>
    protected internal override void OnFault() => End();

    private unsafe void Drop()
    {
        while (_dropped < MaxDroppedBytes)
        {
            int received;
            fixed (byte* scratch = loop.Scratch)
                received = TcpSocket.Receive(socket, scratch, loop.Scratch.Length);
            if (received == -Errno.EAGAIN)
                return;
            if (received <= 0)
                break;
            _dropped += received;
        }

        End();
    }

    private void End()
    {
        loop.Detach(this);
        TcpSocket.Close(socket);
        onEnded();
    }
}
