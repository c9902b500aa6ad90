using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Real TLS passes through: the client's handshake is with the backend.</summary>
public sealed class TlsHandshakeTests
{
    [Theory]
    [InlineData("api.a.example.org")]
    [InlineData("api.b.example.org")]
    public async Task The_client_sees_the_certificate_of_its_backend(string name)
    {
        using var a = TestBackend.Start();
        using var b = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA(a.Options), Sample.Route("b", "*.b.example.org", b.Options)));

        using var certificate = Certificate(name);
        using var peer = await gateway.ConnectAsync();
        var serving = ServeAsync(name == Config.NameA ? a : b, certificate);
        await using var client = new SslStream(peer.AsStream());
        // It trusts this one certificate.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        await client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = name, CertificateChainPolicy = policy }, Bound.Token);

        Assert.Equal(certificate.GetCertHash(), client.RemoteCertificate!.GetCertHash());
        await client.WriteAsync("question"u8.ToArray(), Bound.Token);
        var answer = new byte[8];
        await client.ReadExactlyAsync(answer, Bound.Token);
        Assert.Equal("question"u8, answer);
        await serving;
    }

    /// <summary>Takes one connection and says back what it is told.</summary>
    private static async Task ServeAsync(TestBackend backend, X509Certificate2 certificate)
    {
        using var peer = await backend.AcceptAsync();
        await using var server = new SslStream(peer.AsStream());
        await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Bound.Token);
        var question = new byte[8];
        await server.ReadExactlyAsync(question, Bound.Token);
        await server.WriteAsync(question, Bound.Token);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
