using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel.Ends;

/// <summary>Clients of a server's front ends.</summary>
internal static class FrontendClient
{
    private const string Established = "HTTP/1.1 200 ";

    /// <summary>Connects to a target through a front end.</summary>
    public static async Task<TunnelEnd> ConnectAsync(TunnelServer server, Frontend frontend, IPEndPoint target, X509Certificate2? certificate = null)
    {
        var end = await OpenAsync(server, frontend, certificate);
        if (IsSocks(frontend))
            await AskSocksAsync(end, target);
        else
            await EstablishAsync(end, target);
        return end;
    }

    /// <summary>Asks the plain front end for a destination. If it is not refused, the stream is reset, so that no half of it stays.</summary>
    /// <returns>The whole answer.</returns>
    public static async Task<string> AskAsync(TunnelServer server, string destination)
    {
        using var end = await OpenAsync(server, Frontend.Connect);
        var answer = await AskAsync(end, destination);
        end.Reset();
        return answer;
    }

    /// <summary>Connects to a front end and says nothing yet, apart from TLS.</summary>
    public static async Task<TunnelEnd> OpenAsync(TunnelServer server, Frontend frontend, X509Certificate2? certificate = null)
    {
        var address = server.At(frontend);
        var socket = address is IPEndPoint
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(address, Patience.Token());
        if (!IsTls(frontend))
            return new TunnelEnd(socket);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: false));
        await tls.AuthenticateAsClientAsync(Options(certificate), Patience.Token());
        return new TunnelEnd(socket, tls);
    }

    /// <summary>Whether clients of a front end speak TLS.</summary>
    public static bool IsTls(Frontend frontend) => frontend is Frontend.ConnectTls or Frontend.SocksTls;

    /// <summary>Whether clients of a front end speak SOCKS.</summary>
    public static bool IsSocks(Frontend frontend) => frontend is Frontend.Socks or Frontend.SocksTls or Frontend.SocksUnix;

    /// <summary>TLS of a client whose server is not in question.</summary>
    public static SslClientAuthenticationOptions Options(X509Certificate2? certificate) => new()
    {
        TargetHost = TunnelPki.ServerName,
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
        ClientCertificates = certificate is null ? [] : [certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
    };

    /// <summary>Sends a request and reads the head of the answer.</summary>
    public static async Task<string> AskAsync(TunnelEnd end, string destination)
    {
        await end.SendAsync($"CONNECT {destination} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        return await HeadAsync(end);
    }

    /// <summary>Reads the head of an answer.</summary>
    public static async Task<string> HeadAsync(TunnelEnd end)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await end.ReceiveAsync(1))[0]);
        return head.ToString();
    }

    private static async Task EstablishAsync(TunnelEnd end, IPEndPoint target)
    {
        var answer = await AskAsync(end, target.ToString());
        Assert.True(answer.StartsWith(Established, StringComparison.Ordinal), answer);
    }

    private static async Task AskSocksAsync(TunnelEnd end, IPEndPoint target)
    {
        await end.SendAsync(new byte[] { 5, 1, 0 });
        Assert.Equal([5, 0], await end.ReceiveAsync(2));
        byte[] request = [5, 1, 0, 1, .. target.Address.GetAddressBytes(), 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(8), (ushort)target.Port);
        await end.SendAsync(request);
        var answer = await end.ReceiveAsync(10);
        Assert.Equal([5, 0], answer[..2]);
    }
}
