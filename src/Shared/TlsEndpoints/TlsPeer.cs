using System.Net;
using System.Security.Authentication;

namespace Connectivity.Shared.TlsEndpoints;

/// <summary>Who is at the other end, as its verified certificate says, and what was agreed with it.</summary>
/// <param name="CommonName">The last common name of the subject; null without one.</param>
/// <param name="DnsNames">Subject alternative names: host names.</param>
/// <param name="Addresses">Subject alternative names: IP addresses.</param>
/// <param name="Uris">Subject alternative names: URIs, for instance SPIFFE identities.</param>
/// <param name="Sha256Fingerprint">SHA-256 over the certificate's DER form, in lower-case hexadecimal digits.</param>
/// <param name="NotAfter">The certificate's end.</param>
/// <param name="Version">The version of TLS.</param>
/// <param name="Alpn">The application protocol; null when none was agreed.</param>
public sealed record TlsPeer(
    string? CommonName,
    IReadOnlyList<string> DnsNames,
    IReadOnlyList<IPAddress> Addresses,
    IReadOnlyList<string> Uris,
    string Sha256Fingerprint,
    DateTimeOffset NotAfter,
    SslProtocols Version,
    string? Alpn);
