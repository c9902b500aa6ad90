using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectivity.Shared.Addressing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>How the other end of a connection ended it.</summary>
internal enum PeerEnd
{
    Fin,
    Reset,
}

/// <summary>One end of a TCP connection, in the hands of a test.</summary>
internal sealed class Peer(Socket socket) : IDisposable
{
    public SocketEndpoint Local { get; } = EndpointOf(socket.LocalEndPoint);

    public SocketEndpoint Remote { get; } = RemoteOf(socket);

    /// <summary>Whether sending has shown that the other end reset; the kernel tells it once.</summary>
    private bool WasReset { get; set; }

    /// <summary>Whether connecting has shown it already.</summary>
    private bool WasResetAtOnce { get; init; }

    /// <summary>Connects, from an address of one's own choice where one is given.</summary>
    public static async Task<Peer> ConnectAsync(SocketEndpoint to, string? from = null)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(to.ToIPEndPoint(), Bound.Token);
            return new Peer(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Accepted and reset before this end had a look.
            return new Peer(socket) { WasResetAtOnce = true };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await socket.SendAsync(bytes, SocketFlags.None, Bound.Token);

    /// <summary>Sends to an end that may have reset already.</summary>
    public async Task SendIfOpenAsync(ReadOnlyMemory<byte> bytes)
    {
        if (WasResetAtOnce)
            return;
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            WasReset = true;
        }
    }

    /// <summary>Receives so many bytes; fewer when the stream ends before.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        var received = 0;
        while (received < count && await socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, Bound.Token) is > 0 and var more)
            received += more;
        return bytes[..received];
    }

    /// <summary>Receives what is there next; nothing at the end of the stream.</summary>
    public async Task<byte[]> ReceiveSomeAsync()
    {
        var buffer = new byte[16 * 1024];
        return buffer[..await socket.ReceiveAsync(buffer, SocketFlags.None, Bound.Token)];
    }

    /// <summary>Receives until the other end is done, and tells how it ended.</summary>
    public async Task<(byte[] Bytes, PeerEnd End)> ReceiveToEndAsync()
    {
        if (WasResetAtOnce)
            return ([], PeerEnd.Reset);
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, Bound.Token) is > 0 and var received)
                bytes.Write(buffer.AsSpan(0, received));
            return (bytes.ToArray(), WasReset ? PeerEnd.Reset : PeerEnd.Fin);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return (bytes.ToArray(), PeerEnd.Reset);
        }
    }

    /// <summary>Expects this text next.</summary>
    public async Task AssertReceivesAsync(string text) =>
        Assert.Equal(text, Encoding.ASCII.GetString(await ReceiveAsync(text.Length)));

    /// <summary>Expects the other end to say exactly this from here on, and to end so.</summary>
    public async Task AssertEndAsync(PeerEnd end, params byte[] said)
    {
        var (bytes, actual) = await ReceiveToEndAsync();
        Assert.Equal(said, bytes);
        Assert.Equal(end, actual);
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>The connection as a stream that closes it.</summary>
    public NetworkStream AsStream() => new(socket, ownsSocket: true);

    public void Dispose() => socket.Dispose();

    private static SocketEndpoint RemoteOf(Socket socket)
    {
        try
        {
            return EndpointOf(socket.RemoteEndPoint);
        }
        catch (SocketException)
        {
            // Reset by now.
            return default;
        }
    }

    private static SocketEndpoint EndpointOf(EndPoint? endpoint) => endpoint is IPEndPoint ip ? SocketEndpoint.From(ip) : default;
}
