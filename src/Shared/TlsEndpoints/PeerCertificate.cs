using System.Formats.Asn1;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Connectivity.Shared.Native;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>
/// Reads who the peer is out of its certificate, after OpenSSL has verified it (RFC 5280, sections 4.1 and 4.2.1.6). By hand, since the framework's
/// certificate object takes as long to make as a third of a handshake.
/// </summary>
internal static unsafe class PeerCertificate
{
    private const string CommonNameOid = "2.5.4.3";
    private const string AlternativeNamesOid = "2.5.29.17";

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3, isConstructed: true);
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
    /// <exception cref="AsnContentException">It is not DER, although OpenSSL could read it.</exception>
    public static TlsPeer Describe(byte[] der, SslProtocols version, string? alpn)
    {
        var fields = Open(der);
        var notAfter = ReadNotAfter(fields);
        var commonName = ReadCommonName(fields.ReadSequence());
        var (dns, addresses, uris) = (new List<string>(), new List<IPAddress>(), new List<string>());
        if (FindAlternativeNames(fields) is { } names)
            ReadNames(names, dns, addresses, uris);
        return new TlsPeer(commonName, dns, addresses, uris, Convert.ToHexStringLower(SHA256.HashData(der)), notAfter, version, alpn);
    }

    /// <summary>The certificate's end.</summary>
    /// <exception cref="AsnContentException">As above.</exception>
    public static DateTimeOffset NotAfter(byte[] der) => ReadNotAfter(Open(der));

    /// <summary>The fields from the validity on.</summary>
    private static AsnReader Open(byte[] der)
    {
        var fields = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (fields.PeekTag().HasSameClassAndValue(Version))
            fields.ReadEncodedValue();
        fields.ReadIntegerBytes();
        fields.ReadEncodedValue(); // signature
        fields.ReadEncodedValue(); // issuer
        return fields;
    }

    private static DateTimeOffset ReadNotAfter(AsnReader fields)
    {
        var validity = fields.ReadSequence();
        validity.ReadEncodedValue();
        return validity.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? validity.ReadUtcTime() : validity.ReadGeneralizedTime();
    }

    private static string? ReadCommonName(AsnReader subject)
    {
        string? commonName = null;
        while (subject.HasData)
        {
            var names = subject.ReadSetOf();
            while (names.HasData)
            {
                var name = names.ReadSequence();
                if (name.ReadObjectIdentifier() == CommonNameOid)
                    commonName = name.ReadCharacterString((UniversalTagNumber)name.PeekTag().TagValue);
            }
        }

        return commonName;
    }

    private static AsnReader? FindAlternativeNames(AsnReader fields)
    {
        while (fields.HasData && !fields.PeekTag().HasSameClassAndValue(Extensions))
            fields.ReadEncodedValue();
        if (!fields.HasData)
            return null;
        var extensions = fields.ReadSequence(Extensions).ReadSequence();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != AlternativeNamesOid)
                continue;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                extension.ReadBoolean();
            return new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        }

        return null;
    }

    private static void ReadNames(AsnReader names, List<string> dns, List<IPAddress> addresses, List<string> uris)
    {
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
                dns.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            else if (tag.HasSameClassAndValue(Uri))
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
            else if (tag.HasSameClassAndValue(Address))
                AddAddress(names.ReadOctetString(Address), addresses);
            else
                names.ReadEncodedValue();
        }
    }

    private static void AddAddress(byte[] bytes, List<IPAddress> addresses)
    {
        if (bytes.Length is 4 or 16)
            addresses.Add(new IPAddress(bytes));
    }
}
