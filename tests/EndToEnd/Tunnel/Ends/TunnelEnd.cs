using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Connectivity.EndToEnd.Gateway;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel.Ends;

/// <summary>One end of a relayed connection: a client behind a front end, or a target.</summary>
internal sealed class TunnelEnd(Socket socket, Stream stream) : IDisposable
{
    private const int BlockSize = 256 * 1024;

    /// <summary>An end without TLS.</summary>
    public TunnelEnd(Socket socket)
        : this(socket, new NetworkStream(socket))
    {
    }

    /// <summary>The socket itself.</summary>
    public Socket Socket => socket;

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, Patience.Token());

    /// <summary>Sends a text.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Receives so many bytes.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Patience.Token());
        return bytes;
    }

    /// <summary>Receives a text.</summary>
    public async Task ExpectAsync(string text) => Assert.Equal(text, Encoding.UTF8.GetString(await ReceiveAsync(Encoding.UTF8.GetByteCount(text))));

    /// <summary>Sends a text and waits until it has come back.</summary>
    public async Task ProveAliveAsync(string text)
    {
        await SendAsync(text);
        await ExpectAsync(text);
    }

    /// <summary>Sends bytes of a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="from">The first byte's place.</param>
    /// <param name="to">The place behind the last one.</param>
    /// <param name="hash">Takes the bytes too.</param>
    public async Task SendAsync(BytePattern pattern, long from, long to, IncrementalHash? hash = null)
    {
        while (from < to)
        {
            var block = pattern.At(from, Math.Min(to - from, BlockSize));
            hash?.AppendData(block.Span);
            await SendAsync(block);
            from += block.Length;
        }
    }

    /// <summary>Receives bytes of a pattern; fails on the first that is wrong.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="from">The first byte's place.</param>
    /// <param name="to">The place behind the last one.</param>
    /// <param name="hash">Takes the bytes too.</param>
    public async Task ReceiveAsync(BytePattern pattern, long from, long to, IncrementalHash? hash = null)
    {
        var buffer = new byte[BlockSize];
        while (from < to)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(to - from, BlockSize)), Patience.Token());
            Assert.True(count > 0, $"the end came at {from} instead of {to}");
            pattern.Verify(from, buffer.AsSpan(0, count));
            hash?.AppendData(buffer.AsSpan(0, count));
            from += count;
        }
    }

    /// <summary>Sends bytes of a pattern until no more are taken for now.</summary>
    /// <returns>How many were sent.</returns>
    public long SendWhatFits(BytePattern pattern, long from)
    {
        var start = from;
        socket.Blocking = false;
        try
        {
            while (true)
                from += socket.Send(pattern.At(from, BlockSize).Span);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            return from - start;
        }
    }

    /// <summary>Ends its own direction.</summary>
    public async Task FinishAsync()
    {
        if (stream is SslStream tls)
            await tls.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Resets the connection.</summary>
    public void Reset() => socket.Close(timeout: 0);

    /// <summary>Waits for the end, before which nothing may come any more.</summary>
    public async Task<ConnectionEnd> EndAsync()
    {
        var (end, bytes) = await EndAfterBytesAsync();
        Assert.Equal(0, bytes);
        return end;
    }

    /// <summary>Waits for the end, and counts what comes before.</summary>
    public async Task<(ConnectionEnd End, long Bytes)> EndAfterBytesAsync()
    {
        var buffer = new byte[BlockSize];
        var bytes = 0L;
        try
        {
            while (await stream.ReadAsync(buffer, Patience.Token()) is > 0 and var count)
                bytes += count;
            return (ConnectionEnd.Fin, bytes);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return (ConnectionEnd.Reset, bytes);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
