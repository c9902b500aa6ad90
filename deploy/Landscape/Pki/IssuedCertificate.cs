using System.Security.Cryptography.X509Certificates;

namespace Connectivity.Landscape.Pki;

/// <summary>A certificate and its private key, both as PEM.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c> into a directory.</summary>
    public CertificateFiles WriteTo(string directory, string name)
    {
        var files = new CertificateFiles(Path.Combine(directory, $"{name}.crt"), Path.Combine(directory, $"{name}.key"));
        PemFiles.Write(files.Certificate, CertificatePem);
        PemFiles.Write(files.Key, KeyPem);
        return files;
    }

    /// <summary>The certificate with its key, for a TLS handshake of this process. The caller disposes it.</summary>
    public X509Certificate2 ToCertificate() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}

/// <summary>Where a certificate and its key lie.</summary>
internal sealed record CertificateFiles(string Certificate, string Key);
