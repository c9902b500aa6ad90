namespace Connectivity.Shared.Tls;

/// <summary>The numbers of the TLS registries that are used here.</summary>
internal static class TlsCodePoints
{
    public const byte HandshakeRecord = 22;
    public const byte ClientHelloMessage = 1;
    public const byte MajorVersion = 3;

    public const ushort ServerName = 0;
    public const ushort SignatureAlgorithms = 13;
    public const ushort Alpn = 16;
    public const ushort SupportedVersions = 43;
    public const ushort EncryptedClientHello = 0xFE0D;

    /// <summary>Whether a value is one of the sixteen that keep servers tolerant: 0x0A0A, 0x1A1A … 0xFAFA (RFC 8701, section 2).</summary>
    public static bool IsGrease(ushort value) => (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
}
