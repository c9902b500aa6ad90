namespace Connectivity.Shared.Tls;

/// <summary>Reads the body of a complete ClientHello message (RFC 8446, section 4.1.2).</summary>
internal static class ClientHelloParser
{
    private const int RandomLength = 32;
    private const int MaxSessionIdLength = 32;
    private const ushort Ssl30 = 0x0300;

    /// <summary>Reads and checks every field. The hello means something only with <see cref="ClientHelloError.None"/>.</summary>
    public static ClientHelloError Parse(ReadOnlySpan<byte> message, scoped in HandshakeLayout layout, out ClientHello hello)
    {
        hello = default;
        var reader = new TlsFieldReader(message);
        var error = ReadFixedPart(ref reader, out var version, out var cipherSuites);
        if (error != ClientHelloError.None)
            return error;
        error = ReadExtensionBlock(ref reader, out var block);
        if (error != ClientHelloError.None)
            return error;

        var extensions = new ClientHelloExtensions();
        error = extensions.Read(block);
        if (error != ClientHelloError.None)
            return error;

        hello = new ClientHello
        {
            RecordLayerLength = layout.End,
            RecordCount = layout.RecordCount,
            MessageLength = layout.BodyLength,
            LegacyVersion = version,
            CipherSuites = new UInt16List(cipherSuites),
            Extensions = new TlsExtensions(block),
            ServerName = extensions.ServerName,
            Alpn = extensions.Alpn,
            SupportedVersions = extensions.SupportedVersions,
            SignatureAlgorithms = extensions.SignatureAlgorithms,
            HasEncryptedClientHello = extensions.HasEncryptedClientHello,
        };
        return ClientHelloError.None;
    }

    private static ClientHelloError ReadFixedPart(scoped ref TlsFieldReader reader, out ushort version, out ReadOnlySpan<byte> cipherSuites)
    {
        cipherSuites = default;
        if (!reader.TryReadUInt16(out version))
            return ClientHelloError.Truncated;
        // A version over those we know is not ours to refuse: servers answer it with their own highest (RFC 5246, appendix E.1).
        if (version < Ssl30)
            return ClientHelloError.LegacyVersion;
        if (!reader.TryRead(RandomLength, out _) || !reader.TryReadByte(out var sessionIdLength))
            return ClientHelloError.Truncated;
        if (sessionIdLength > MaxSessionIdLength)
            return ClientHelloError.SessionIdTooLong;
        if (!reader.TryRead(sessionIdLength, out _) || !reader.TryReadVector16(out cipherSuites))
            return ClientHelloError.Truncated;
        if (cipherSuites.IsEmpty)
            return ClientHelloError.CipherSuitesEmpty;
        if (cipherSuites.Length % sizeof(ushort) != 0)
            return ClientHelloError.CipherSuitesOdd;
        if (!reader.TryReadVector8(out var compressionMethods))
            return ClientHelloError.Truncated;
        return compressionMethods.IsEmpty ? ClientHelloError.CompressionMethodsEmpty : ClientHelloError.None;
    }

    /// <summary>The message may end before the extensions (before TLS 1.3); where there are some they fill it to its end.</summary>
    private static ClientHelloError ReadExtensionBlock(scoped ref TlsFieldReader reader, out ReadOnlySpan<byte> block)
    {
        block = default;
        if (reader.IsEmpty)
            return ClientHelloError.None;
        return reader.TryReadVector16(out block) && reader.IsEmpty ? ClientHelloError.None : ClientHelloError.ExtensionsLength;
    }
}
