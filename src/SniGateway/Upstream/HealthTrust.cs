using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Connectivity.SniGateway.Configuration;

namespace Connectivity.SniGateway.Upstream;

/// <summary>What an active check with TLS expects of an endpoint's certificate.</summary>
internal static class HealthTrust
{
    /// <summary>The name sent as SNI and expected in the certificate.</summary>
    public static string ServerName(HealthCheckOptions options, BackendEndpoint endpoint) =>
        options.ServerName ?? endpoint.Backend.Host.TrimEnd('.');

    /// <summary>
    /// The options of a handshake: the server name, and the authorities of the configured file, read anew each time since they are
    /// rotated, instead of the system's. Revocation is not looked up: a check must not depend on a third party.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file holds no certificates.</exception>
    public static SslClientAuthenticationOptions Authentication(HealthCheckOptions options, BackendEndpoint endpoint)
    {
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = ServerName(options, endpoint),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (options.CaFile is null)
            return authentication;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPemFile(options.CaFile);
        authentication.CertificateChainPolicy = policy;
        return authentication;
    }
}
