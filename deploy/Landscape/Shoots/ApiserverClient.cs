using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Landscape.Pki;

namespace Connectivity.Landscape.Shoots;

/// <summary>What kube-apiserver answered.</summary>
/// <param name="Status">The status; null where nothing proper answered.</param>
/// <param name="Body">The body.</param>
/// <param name="Error">Why nothing proper answered; null where something did.</param>
internal sealed record ApiserverAnswer(HttpStatusCode? Status, string Body, Exception? Error);

/// <summary>Talks to a kube-apiserver by its host name, over whatever loopback port leads to it: its own or the gateway's.</summary>
internal sealed class ApiserverClient : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _client;
    private readonly HttpClient _http;

    /// <summary>Makes a client that trusts one authority and nothing else.</summary>
    /// <param name="host">The name that goes into SNI and has to be in the certificate.</param>
    /// <param name="port">The loopback port to dial.</param>
    /// <param name="authorityPem">The authority of the server's certificate.</param>
    /// <param name="client">The certificate to authenticate with.</param>
    public ApiserverClient(string host, int port, string authorityPem, IssuedCertificate client)
    {
        _authority = X509Certificate2.CreateFromPem(authorityPem);
        _client = client.ToCertificate();
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = (_, cancellation) => DialAsync(port, cancellation),
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [_client],
                CertificateChainPolicy = TrustOnly(_authority),
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri($"https://{host}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>A chain policy under which one authority is trusted, and not the machine's.</summary>
    public static X509ChainPolicy TrustOnly(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    /// <summary>Gets a path; the status alone counts.</summary>
    /// <returns>The status, or null while nothing proper answers.</returns>
    public async Task<HttpStatusCode?> GetStatusAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return response.StatusCode;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    /// <summary>Gets what is at a path.</summary>
    /// <returns>The body, or null while there is none or nothing proper answers.</returns>
    public async Task<string?> GetTextAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : null;
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return null;
        }
    }

    /// <summary>Gets whatever is answered, a refusal with its text included, or the reason why there is no answer.</summary>
    public async Task<ApiserverAnswer> GetAnswerAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return new ApiserverAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation), null);
        }
        catch (Exception error) when (IsNoAnswer(error, cancellation))
        {
            return new ApiserverAnswer(null, "", error.GetBaseException());
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
        _authority.Dispose();
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or AuthenticationException or IOException
        || (error is TaskCanceledException && !cancellation.IsCancellationRequested);

    private static async ValueTask<Stream> DialAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
