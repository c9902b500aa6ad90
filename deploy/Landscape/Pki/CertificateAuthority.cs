using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connectivity.Landscape.Pki;

/// <summary>A certificate authority of its own, on ECDSA P-256, that lives as long as the landscape.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _notBefore;

    /// <summary>Makes a new authority with a self-signed certificate.</summary>
    /// <param name="commonName">The CN of its subject, by which clients tell authorities apart.</param>
    /// <param name="time">The clock that decides the validity.</param>
    public CertificateAuthority(string commonName, TimeProvider time)
    {
        _notBefore = time.GetUtcNow() - ClockSkew;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _certificate = request.CreateSelfSigned(_notBefore, _notBefore + Lifetime);
        CertificatePem = _certificate.ExportCertificatePem();
    }

    /// <summary>The authority's certificate as PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>Issues a server certificate for names and addresses.</summary>
    public IssuedCertificate IssueServer(string commonName, IEnumerable<string> names, IEnumerable<IPAddress> addresses) =>
        Issue($"CN={commonName}", [Oids.ServerAuthentication], AlternativeNames(names, addresses));

    /// <summary>Issues a client certificate; for Kubernetes, the common name is the user and the organization a group.</summary>
    public IssuedCertificate IssueClient(string commonName, string? organization = null) =>
        Issue(organization is null ? $"CN={commonName}" : $"O={organization}, CN={commonName}", [Oids.ClientAuthentication], null);

    /// <summary>Issues a certificate for a process that is server and client on the loopback interface, as an etcd member is.</summary>
    public IssuedCertificate IssueLoopbackPeer(string commonName) =>
        Issue(
            $"CN={commonName}",
            [Oids.ServerAuthentication, Oids.ClientAuthentication],
            AlternativeNames(["localhost"], [IPAddress.Loopback]));

    public void Dispose() => _certificate.Dispose();

    private static X509Extension AlternativeNames(IEnumerable<string> names, IEnumerable<IPAddress> addresses)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            builder.AddDnsName(name);
        foreach (var address in addresses)
            builder.AddIpAddress(address);
        return builder.Build();
    }

    private IssuedCertificate Issue(string subject, IEnumerable<string> usages, X509Extension? alternativeNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        extensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        extensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        extensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], false));
        extensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (alternativeNames is not null)
            extensions.Add(alternativeNames);

        using var certificate = request.Create(_certificate, _notBefore, _notBefore + Lifetime - ClockSkew, SerialNumber());
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    // RFC 5280, section 4.1.2.2: positive, at most 20 bytes.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static class Oids
    {
        public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
        public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    }
}
