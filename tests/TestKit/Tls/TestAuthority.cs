using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connectivity.TestKit.Tls;

/// <summary>What a test wants of a certificate.</summary>
public sealed record CertificateWish
{
    /// <summary>Extended key usage of a server (RFC 5280, section 4.2.1.12).</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of a client.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>The subject's common name.</summary>
    public string CommonName { get; init; } = "peer";

    /// <summary>Alternative names: hosts.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Alternative names: addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Alternative names: URIs.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>The extended key usage; null for a certificate without that extension.</summary>
    public string? Usage { get; init; } = ServerAuth;

    /// <summary>Whether the key is RSA (2048 bits) instead of P-256.</summary>
    public bool Rsa { get; init; }

    /// <summary>Its beginning.</summary>
    public DateTimeOffset NotBefore { get; init; } = TimeProvider.System.GetUtcNow().AddHours(-1);

    /// <summary>Its end.</summary>
    public DateTimeOffset NotAfter { get; init; } = TimeProvider.System.GetUtcNow().AddHours(1);
}

/// <summary>A certificate with its key, as PEM.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its private key (PKCS #8).</param>
public sealed record IssuedPem(string Certificate, string Key)
{
    /// <summary>Both in the form that SslStream wants.</summary>
    public X509Certificate2 ToX509() => X509Certificate2.CreateFromPem(Certificate, Key);
}

/// <summary>A certificate authority of a test's own, in memory.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Its certificate as PEM.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Its certificate.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>A root with a P-256 key.</summary>
    public static TestAuthority Create(string name = "test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new TestAuthority(Request(name, key).CreateSelfSigned(now.AddYears(-3), now.AddYears(3)));
    }

    /// <summary>An authority below this one.</summary>
    public TestAuthority CreateIntermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var issued = Request(name, key).Create(_certificate, now.AddYears(-2), now.AddYears(2), Serial());
        return new TestAuthority(issued.CopyWithPrivateKey(key));
    }

    /// <summary>Issues a certificate.</summary>
    public IssuedPem Issue(CertificateWish wish)
    {
        ArgumentNullException.ThrowIfNull(wish);
        using AsymmetricAlgorithm key = wish.Rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName($"O=tests, CN={wish.CommonName}");
        var request = key is RSA rsa
            ? new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(name, (ECDsa)key, HashAlgorithmName.SHA256);
        if (wish.Usage is { } usage)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (wish.DnsNames.Count + wish.Addresses.Count + wish.Uris.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(wish));
        using var issuer = _certificate.GetECDsaPrivateKey()!;
        using var issued = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), wish.NotBefore, wish.NotAfter, Serial());
        return new IssuedPem(issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request;
    }

    private static X509Extension AlternativeNames(CertificateWish wish)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var dns in wish.DnsNames)
            names.AddDnsName(dns);
        foreach (var address in wish.Addresses)
            names.AddIpAddress(address);
        foreach (var uri in wish.Uris)
            names.AddUri(new Uri(uri));
        return names.Build();
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }
}
