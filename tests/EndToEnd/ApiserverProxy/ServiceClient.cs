using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;
using Xunit;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>A pod's connection to kubernetes.default.svc, with a <see cref="TlsEchoBackend"/> at its far end.</summary>
internal sealed class ServiceClient : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream _tls;

    private ServiceClient(Socket socket)
    {
        _socket = socket;
        _tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: true, static (_, certificate, _, _) => certificate is not null);
    }

    /// <summary>Connects a socket, speaks TLS and has something echoed.</summary>
    public static async Task<ServiceClient> ConnectAsync(Socket socket, EndPoint to)
    {
        await socket.ConnectAsync(to, Patience.Token());
        var client = new ServiceClient(socket);
        await client._tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "kubernetes.default.svc" }, Patience.Token());
        await client.ProveAliveAsync();
        return client;
    }

    /// <summary>Connects on this machine.</summary>
    public static Task<ServiceClient> ConnectAsync(EndPoint to) =>
        ConnectAsync(new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp), to);

    /// <summary>Has something echoed.</summary>
    public async Task ProveAliveAsync()
    {
        await _tls.WriteAsync("ping"u8.ToArray(), Patience.Token());
        var answer = new byte[4];
        await _tls.ReadExactlyAsync(answer, Patience.Token());
        Assert.Equal("ping"u8.ToArray(), answer);
    }

    /// <summary>Waits for the end of the connection below TLS.</summary>
    public Task<ConnectionEnd> EndAsync() => EchoClient.EndAsync(_socket);

    public void Dispose()
    {
        _tls.Dispose();
        _socket.Dispose();
    }
}
