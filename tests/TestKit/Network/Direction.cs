using System.Net.Sockets;
using Connectivity.Shared.Native;

namespace Connectivity.TestKit.Network;

/// <summary>One direction of a connection, from one end's socket to the other's. Everything received is compared with what was sent.</summary>
public sealed class Direction(Socket from, Socket to, BytePattern pattern, CancellationToken patience)
{
    private const int Piece = 64 * 1024;

    private readonly byte[] _buffer = new byte[Piece];

    /// <summary>Where bytes go in.</summary>
    public Socket From => from;

    /// <summary>Where they come out.</summary>
    public Socket To => to;

    /// <summary>Bytes given to the kernel.</summary>
    public long Sent { get; internal set; }

    /// <summary>Bytes taken at the other end.</summary>
    public long Received { get; private set; }

    /// <summary>Bytes of the sender that the next kernel has not taken yet.</summary>
    public int Unacknowledged => TcpSocket.UnacknowledgedBytes((int)from.Handle);

    /// <summary>Sends so many bytes, by writes of at most <paramref name="piece"/>.</summary>
    public async Task SendAsync(long count, int piece = Piece)
    {
        for (var end = Sent + count; Sent < end;)
            Sent += await from.SendAsync(pattern.At(Sent, Math.Min(piece, end - Sent)), SocketFlags.None, patience);
    }

    /// <summary>Sends without waiting until nothing more fits now.</summary>
    public void SendWhatFits()
    {
        from.Blocking = false;
        while (true)
        {
            var sent = from.Send(pattern.At(Sent, Piece).Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            Sent += sent;
        }
    }

    /// <summary>Receives so many bytes, by reads of at most <paramref name="piece"/>.</summary>
    public async Task ReceiveAsync(long count, int piece = Piece)
    {
        for (var end = Received + count; Received < end;)
        {
            if (await ReceiveSomeAsync((int)Math.Min(piece, end - Received)) == 0)
                throw new EndOfStreamException($"The stream ended after {Received} bytes of {end}.");
        }
    }

    /// <summary>Sends and receives so many bytes.</summary>
    public Task PassAsync(long count, int piece = Piece) => Task.WhenAll(SendAsync(count, piece), ReceiveAsync(count));

    /// <summary>Ends this direction with a FIN.</summary>
    public void End() => from.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection at the sender's end. What the next kernel has not taken is lost.</summary>
    public void Reset() => from.Close(timeout: 0);

    /// <summary>Receives until the FIN.</summary>
    public async Task ReceiveEndAsync()
    {
        while (await ReceiveSomeAsync(Piece) > 0)
        {
        }
    }

    /// <summary>Receives until the reset.</summary>
    /// <param name="piece">Bytes a read at most.</param>
    /// <exception cref="EndOfStreamException">A FIN came instead.</exception>
    public async Task ReceiveResetAsync(int piece = Piece)
    {
        try
        {
            while (await ReceiveSomeAsync(piece) > 0)
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return;
        }

        throw new EndOfStreamException($"A clean end instead of a reset, after {Received} bytes.");
    }

    /// <summary>Ends when the next kernel has all that was sent. There is no event for that, so this looks again and again.</summary>
    public Task AcknowledgedAsync() => Looking.UntilAsync(() => Unacknowledged == 0, patience);

    private async Task<int> ReceiveSomeAsync(int atMost)
    {
        var received = await to.ReceiveAsync(_buffer.AsMemory(0, atMost), SocketFlags.None, patience);
        pattern.Verify(Received, _buffer.AsSpan(0, received));
        Received += received;
        return received;
    }
}
