using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Connectivity.TestKit.Tls;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>What stands for kube-apiserver: a TLS server of that name that sends back what it gets.</summary>
internal sealed class TlsEchoBackend : IAsyncDisposable
{
    private readonly TestAuthority _authority = TestAuthority.Create();
    private readonly CancellationTokenSource _ending = new();
    private readonly TcpListener _listener;
    private readonly Task _serving;

    public TlsEchoBackend(IPAddress address)
    {
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _listener.Dispose();
        _authority.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        var issued = _authority.Issue(new CertificateWish { DnsNames = ["kubernetes.default.svc"] });
        using var certificate = X509CertificateLoader.LoadPkcs12(issued.ToX509().Export(X509ContentType.Pkcs12), null);
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(EchoAsync(await _listener.AcceptTcpClientAsync(_ending.Token), certificate));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task EchoAsync(TcpClient client, X509Certificate2 certificate)
    {
        using var owned = client;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _ending.Token);
            var buffer = new byte[4096];
            while (await tls.ReadAsync(buffer, _ending.Token) is > 0 and var received)
                await tls.WriteAsync(buffer.AsMemory(0, received), _ending.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException)
        {
            // A probe went away, or the test is over.
        }
    }
}
