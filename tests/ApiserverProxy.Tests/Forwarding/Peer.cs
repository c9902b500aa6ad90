using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectivity.Shared.Addressing;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>One end of a TCP connection, in the hands of a test.</summary>
internal sealed class Peer(Socket socket) : IDisposable
{
    // The kernel tells a reset once: connecting may have been told it already.
    private bool WasResetAtOnce { get; init; }

    /// <summary>This end's address.</summary>
    public SocketEndpoint Local => SocketEndpoint.From((IPEndPoint)socket.LocalEndPoint!);

    public static async Task<Peer> ConnectAsync(SocketEndpoint to, IPAddress? from = null)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        try
        {
            await socket.ConnectAsync(to.ToIPEndPoint(), Bound.Token);
            return new Peer(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Accepted and reset before this end had a look.
            return new Peer(socket) { WasResetAtOnce = true };
        }
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, Bound.Token);

    /// <summary>Expects this text next.</summary>
    public async Task AssertReceivesAsync(string text)
    {
        var bytes = new byte[text.Length];
        var received = 0;
        while (received < bytes.Length && await socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, Bound.Token) is > 0 and var more)
            received += more;
        Assert.Equal(text, Encoding.ASCII.GetString(bytes, 0, received));
    }

    /// <summary>Expects the end next: "fin" or "reset".</summary>
    public async Task AssertEndAsync(string end)
    {
        string seen;
        try
        {
            seen = WasResetAtOnce ? "reset" : await socket.ReceiveAsync(new byte[1], SocketFlags.None, Bound.Token) == 0 ? "fin" : "a byte";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.NotConnected)
        {
            seen = "reset";
        }

        Assert.Equal(end, seen);
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public NetworkStream AsStream() => new(socket, ownsSocket: true);

    public void Dispose() => socket.Dispose();
}
