namespace Connectivity.Shared.Tls;

/// <summary>
/// Why bytes are refused as a ClientHello. The set is closed; text and outcome of each are in <see cref="ClientHelloErrors"/>.
/// Structures are those of RFC 8446, section 4.1.2, unless another document is named.
/// </summary>
public enum ClientHelloError : byte
{
    /// <summary>No error.</summary>
    None = 0,

    // 1-9: not TLS. The first byte is not that of a handshake record.

    /// <summary>The bytes begin with an HTTP method: a client speaks plaintext HTTP to a TLS port.</summary>
    PlaintextHttp = 1,

    /// <summary>An SSL 2.0 framed hello (RFC 5246, appendix E.2), which cannot carry a server name.</summary>
    Sslv2Framed = 2,

    /// <summary>Something else that is not TLS, or TLS that does not begin with a handshake record.</summary>
    NotTls = 3,

    // 10-19: over a configured bound.

    /// <summary>The declared length of the hello is over <see cref="ClientHelloLimits.MaxBytes"/>.</summary>
    TooLarge = 10,

    /// <summary>The hello is not complete after <see cref="ClientHelloLimits.MaxRecords"/> records.</summary>
    TooManyRecords = 11,

    // 20-29: the record layer (RFC 8446, section 5.1).

    /// <summary>The major version of a record is not 3. The minor version is ignored, as the RFC demands.</summary>
    RecordVersion = 20,

    /// <summary>A handshake record without content, which the RFC forbids.</summary>
    ZeroLengthRecord = 21,

    /// <summary>A record declares more than the 16384 bytes that a plaintext record may hold.</summary>
    RecordTooLong = 22,

    /// <summary>A record that is not a handshake record came before the hello was complete.</summary>
    InterleavedRecord = 23,

    // 30-49: the handshake message.

    /// <summary>The first handshake message is not a ClientHello.</summary>
    NotClientHello = 30,

    /// <summary>The message ends inside one of its fields.</summary>
    Truncated = 31,

    /// <summary>The version field names a protocol before SSL 3.0.</summary>
    LegacyVersion = 32,

    /// <summary>The session id is longer than 32 bytes.</summary>
    SessionIdTooLong = 33,

    /// <summary>The list of cipher suites is empty.</summary>
    CipherSuitesEmpty = 34,

    /// <summary>The list of cipher suites has an odd number of bytes.</summary>
    CipherSuitesOdd = 35,

    /// <summary>The list of compression methods is empty.</summary>
    CompressionMethodsEmpty = 36,

    /// <summary>The declared length of the extensions is not that of the rest of the message.</summary>
    ExtensionsLength = 37,

    /// <summary>An extension's header or content runs past the end of the extensions.</summary>
    ExtensionTruncated = 38,

    /// <summary>Two extensions have the same type, which RFC 8446, section 4.2, forbids for any type.</summary>
    DuplicateExtension = 39,

    /// <summary>The application_layer_protocol_negotiation extension is not a list of one or more names (RFC 7301, section 3.1).</summary>
    AlpnMalformed = 40,

    /// <summary>The supported_versions extension is not a list of one or more versions (RFC 8446, section 4.2.1).</summary>
    SupportedVersionsMalformed = 41,

    /// <summary>The signature_algorithms extension is not a list of one or more algorithms (RFC 8446, section 4.2.3).</summary>
    SignatureAlgorithmsMalformed = 42,

    // 50-69: the server_name extension (RFC 6066, section 3).

    /// <summary>The list of server names has no entry, or the extension no list.</summary>
    ServerNameListEmpty = 50,

    /// <summary>The declared length of the list or of the name does not match what holds it.</summary>
    ServerNameLength = 51,

    /// <summary>The first entry is not a host_name, the only type there is.</summary>
    ServerNameType = 52,

    /// <summary>The list has more than one entry.</summary>
    ServerNameSeveral = 53,

    /// <summary>The name is empty, or a dot alone.</summary>
    ServerNameEmpty = 54,

    /// <summary>The name is longer than 253 characters.</summary>
    ServerNameTooLong = 55,

    /// <summary>A NUL in the name, the classic way to make two programs see two names.</summary>
    ServerNameNul = 56,

    /// <summary>A byte over 127 in the name; international names travel as A-labels.</summary>
    ServerNameNonAscii = 57,

    /// <summary>A character in the name other than letters, digits, hyphen, underscore and dot.</summary>
    ServerNameCharacter = 58,

    /// <summary>A label of the name is empty, longer than 63 characters, or begins or ends with a hyphen.</summary>
    ServerNameLabel = 59,

    /// <summary>The name is an IP address, which the RFC forbids.</summary>
    ServerNameIPAddress = 60,
}
