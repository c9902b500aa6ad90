using System.Formats.Asn1;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>Reads who the peer is out of its certificate, after OpenSSL has verified it (RFC 5280, sections 4.1.2.6 and 4.2.1.6).</summary>
internal static unsafe class PeerCertificate
{
    private const string CommonNameOid = "2.5.4.3";
    private const string AlternativeNamesOid = "2.5.29.17";

    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>A certificate of OpenSSL in its DER form.</summary>
    public static byte[] Der(nint certificate)
    {
        var length = OpenSsl.CertificateToDer(certificate, null);
        if (length <= 0)
            throw new InvalidOperationException("OpenSSL does not encode the certificate.");
        var der = new byte[length];
        fixed (byte* start = der)
        {
            var end = start;
            _ = OpenSsl.CertificateToDer(certificate, &end);
        }

        return der;
    }

    /// <summary>The peer by its certificate and what was agreed with it.</summary>
    public static TlsPeer Describe(byte[] der, SslProtocols version, string? alpn)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        var (dns, addresses, uris) = (new List<string>(), new List<IPAddress>(), new List<string>());
        foreach (var extension in certificate.Extensions.Where(static e => e.Oid?.Value == AlternativeNamesOid))
            ReadNames(extension.RawData, dns, addresses, uris);
        return new TlsPeer(
            CommonName(certificate.SubjectName),
            dns,
            addresses,
            uris,
            Convert.ToHexStringLower(SHA256.HashData(der)),
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
            version,
            alpn);
    }

    private static string? CommonName(X500DistinguishedName subject) =>
        subject.EnumerateRelativeDistinguishedNames(reversed: false)
            .LastOrDefault(static name => !name.HasMultipleElements && name.GetSingleElementType().Value == CommonNameOid)
            ?.GetSingleElementValue();

    private static void ReadNames(byte[] extension, List<string> dns, List<IPAddress> addresses, List<string> uris)
    {
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
                dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            else if (tag.HasSameClassAndValue(Uri))
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
            else if (tag.HasSameClassAndValue(Address) && names.ReadOctetString(Address) is { Length: 4 or 16 } bytes)
                addresses.Add(new IPAddress(bytes));
            else if (!tag.HasSameClassAndValue(Address))
                names.ReadEncodedValue();
        }
    }
}
