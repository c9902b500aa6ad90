using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Tracing;

/// <summary>Shakes hands as a client of a shoot does, and tells exactly what came of it.</summary>
internal static class Handshake
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects and shakes hands.</summary>
    /// <param name="connect">Makes the connection.</param>
    /// <param name="host">The name that goes into SNI, unless it is an address, and has to be in the certificate.</param>
    /// <param name="authority">The only authority that is trusted.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<HandshakeResult> RunAsync(
        Func<CancellationToken, Task<Socket>> connect, string host, X509Certificate2 authority, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Timeout);
        var isConnected = false;
        try
        {
            using var socket = await connect(deadline.Token);
            isConnected = true;
            var port = (socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;
            await using var first = new FirstBytesStream(new NetworkStream(socket));
            var (end, detail, alert) = await ShakeAsync(first, host, authority, deadline.Token);
            return new HandshakeResult(end, Stopwatch.GetElapsedTime(start), detail, alert, port);
        }
        catch (SocketException error)
        {
            return new HandshakeResult(HandshakeEnd.NotConnected, Stopwatch.GetElapsedTime(start), SocketErrors.Text(error));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var what = isConnected ? "connected, but no answer to the TLS hello" : "no answer to the connect";
            return new HandshakeResult(HandshakeEnd.TimedOut, Stopwatch.GetElapsedTime(start), $"{what} within {Timeout.TotalSeconds} s");
        }
    }

    private static async Task<(HandshakeEnd End, string Detail, byte? Alert)> ShakeAsync(
        FirstBytesStream stream, string host, X509Certificate2 authority, CancellationToken cancellation)
    {
        string? wrong = null;
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    CertificateChainPolicy = ApiserverClient.TrustOnly(authority),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        (wrong = CertificateProblem.Text(certificate, chain, errors, host)) is null,
                },
                cancellation);
            return (HandshakeEnd.Ok, "", null);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            return Explain(error, wrong, TlsAlert.Read(stream.First), stream.First.Length);
        }
    }

    private static (HandshakeEnd End, string Detail, byte? Alert) Explain(Exception error, string? wrong, byte? alert, int received)
    {
        if (wrong is not null)
            return (HandshakeEnd.CertificateWrong, wrong, null);
        if (alert is { } said)
            return (HandshakeEnd.Alert, $"TLS alert {AlertText.Of(said)}", said);
        return error.InnerException is SocketException socket
            ? (HandshakeEnd.Ended, $"{SocketErrors.Text(socket)} after {received} bytes of the handshake", null)
            : (HandshakeEnd.Ended, received == 0 ? "closed without an answer to the TLS hello" : error.Message, null);
    }
}
