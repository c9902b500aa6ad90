using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Server.Frontends;

/// <summary>A client of a front end, in the hands of a test.</summary>
internal sealed class Client(Socket socket, CancellationToken patience) : IDisposable
{
    private bool _wasReset;

    public Socket Socket => socket;

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A request as kube-apiserver writes it.</summary>
    public static byte[] Connect(string target) => Bytes($"CONNECT {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

    public static async Task<Client> ConnectAsync(EndPoint to, string? from, CancellationToken patience)
    {
        var isUnix = to is UnixDomainSocketEndPoint;
        var socket = new Socket(to.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (!isUnix)
            socket.NoDelay = true;
        if (from is not null)
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(to, patience);
            return new Client(socket, patience);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Accepted and reset before this end had a look.
            return new Client(socket, patience) { _wasReset = true };
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, patience)..];
    }

    /// <summary>Receives so many bytes.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var received = await socket.ReceiveAsync(bytes.AsMemory(at), SocketFlags.None, patience);
            Assert.NotEqual(0, received);
            at += received;
        }

        return bytes;
    }

    /// <summary>Receives what is there next; nothing at the end of the stream.</summary>
    public async Task<byte[]> ReceiveSomeAsync()
    {
        var buffer = new byte[16 * 1024];
        return buffer[..await socket.ReceiveAsync(buffer, SocketFlags.None, patience)];
    }

    /// <summary>Receives everything up to a proper end.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        var all = new List<byte>();
        while (await ReceiveSomeAsync() is { Length: > 0 } bytes)
            all.AddRange(bytes);
        return [.. all];
    }

    /// <summary>Expects exactly this, and a proper end behind it.</summary>
    public async Task AssertAnsweredAsync(string text) => Assert.Equal(text, Encoding.Latin1.GetString(await ReceiveToEndAsync()));

    public async Task AssertResetAsync()
    {
        if (_wasReset)
            return;
        var failure = await Assert.ThrowsAsync<SocketException>(ReceiveToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}
