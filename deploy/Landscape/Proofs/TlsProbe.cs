using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Connectivity.Landscape.Proofs;

/// <summary>What a TLS handshake came to.</summary>
/// <param name="Certificate">The certificate that the server showed; null where none came.</param>
/// <param name="Alert">The alert (RFC 8446, section 6) that the server answered the ClientHello with; null where it sent none.</param>
internal sealed record TlsAnswer(X509Certificate2? Certificate, byte? Alert) : IDisposable
{
    public void Dispose() => Certificate?.Dispose();
}

/// <summary>Asks a loopback port for a name over TLS, and looks at who answers.</summary>
internal static class TlsProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Does a handshake with a name as SNI. The certificate is not judged: that is the proof's part.</summary>
    public static async Task<TlsAnswer> AskAsync(int port, string host, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Timeout);
        using var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
            await using var start = new FirstBytesStream(client.GetStream());
            return await HandshakeAsync(start, host, deadline.Token);
        }
        catch (SocketException)
        {
            return new TlsAnswer(null, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new TlsAnswer(null, null);
        }
    }

    private static async Task<TlsAnswer> HandshakeAsync(FirstBytesStream stream, string host, CancellationToken cancellation)
    {
        X509Certificate2? shown = null;
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate is null ? null : new X509Certificate2(certificate);
                        return shown is not null;
                    },
                },
                cancellation);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            // What the server sent says why, and says it exactly.
        }

        return new TlsAnswer(shown, TlsAlert.Read(stream.First));
    }
}
