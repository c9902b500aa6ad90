namespace Connectivity.Shared.Tls;

/// <summary>
/// A complete, valid ClientHello: views into the bytes it was read from, so it lives no longer than they do.
/// Fields that routing and fingerprints need; the rest is the server's business.
/// </summary>
public readonly ref struct ClientHello
{
    /// <summary>
    /// How many of the received bytes the hello covers, record headers included. What follows (early data, say) was not looked at.
    /// </summary>
    public int RecordLayerLength { get; init; }

    /// <summary>How many TLS records the hello was cut into.</summary>
    public int RecordCount { get; init; }

    /// <summary>Length in bytes of the handshake message, without its 4-byte header.</summary>
    public int MessageLength { get; init; }

    /// <summary>The version field, 0x0303 from every current client; the real versions are in <see cref="SupportedVersions"/>.</summary>
    public ushort LegacyVersion { get; init; }

    /// <summary>Whether the hello names a server.</summary>
    public bool HasServerName => !ServerName.IsEmpty;

    /// <summary>
    /// The host_name as the client sent it: valid by the rules of <see cref="ServerNames"/>, but not lower-cased and perhaps with a
    /// trailing dot. Empty when the hello names no server, never when it names one badly.
    /// </summary>
    public ReadOnlySpan<byte> ServerName { get; init; }

    /// <summary>The protocols the client offers by ALPN, in its order; empty without the extension.</summary>
    public AlpnProtocols Alpn { get; init; }

    /// <summary>
    /// Whether the hello has the encrypted_client_hello extension (RFC 9849), real or as GREASE: the server name is then the outer one.
    /// </summary>
    public bool HasEncryptedClientHello { get; init; }

    /// <summary>The cipher suites in the client's order, GREASE included.</summary>
    public UInt16List CipherSuites { get; init; }

    /// <summary>The versions of the supported_versions extension, GREASE included; empty without it.</summary>
    public UInt16List SupportedVersions { get; init; }

    /// <summary>The algorithms of the signature_algorithms extension, GREASE included; empty without it.</summary>
    public UInt16List SignatureAlgorithms { get; init; }

    /// <summary>The extensions in the client's order, GREASE included; empty when the hello has no extensions.</summary>
    public TlsExtensions Extensions { get; init; }
}
