using Connectivity.Shared.Outcomes;

namespace Connectivity.Shared.Tls;

/// <summary>Facts about each <see cref="ClientHelloError"/>.</summary>
public static class ClientHelloErrors
{
    /// <summary>What is wrong, in a few words for logs and error responses. Constant: nothing the client sent is in it.</summary>
    public static string Text(this ClientHelloError error) => error switch
    {
        ClientHelloError.None => "no error",
        ClientHelloError.PlaintextHttp => "plaintext HTTP on a TLS port",
        ClientHelloError.Sslv2Framed => "SSL 2.0 framing",
        ClientHelloError.NotTls => "not TLS",
        ClientHelloError.TooLarge => "ClientHello over the size limit",
        ClientHelloError.TooManyRecords => "ClientHello over the record limit",
        ClientHelloError.RecordVersion => "record version is not 3.x",
        ClientHelloError.ZeroLengthRecord => "empty handshake record",
        ClientHelloError.RecordTooLong => "record over 16384 bytes",
        ClientHelloError.InterleavedRecord => "another record inside the ClientHello",
        ClientHelloError.NotClientHello => "first handshake message is not a ClientHello",
        ClientHelloError.Truncated => "ClientHello ends inside a field",
        ClientHelloError.LegacyVersion => "version before SSL 3.0",
        ClientHelloError.SessionIdTooLong => "session id over 32 bytes",
        ClientHelloError.CipherSuitesEmpty => "no cipher suites",
        ClientHelloError.CipherSuitesOdd => "cipher suites of odd length",
        ClientHelloError.CompressionMethodsEmpty => "no compression methods",
        ClientHelloError.ExtensionsLength => "length of the extensions does not match the message",
        ClientHelloError.ExtensionTruncated => "extension runs past the extensions' end",
        ClientHelloError.DuplicateExtension => "an extension appears twice",
        ClientHelloError.AlpnMalformed => "malformed ALPN extension",
        ClientHelloError.SupportedVersionsMalformed => "malformed supported_versions extension",
        ClientHelloError.SignatureAlgorithmsMalformed => "malformed signature_algorithms extension",
        _ => ServerNameText(error),
    };

    /// <summary>How a connection that sent this ends.</summary>
    public static ConnectionOutcome Outcome(this ClientHelloError error) => error switch
    {
        ClientHelloError.None => ConnectionOutcome.None,
        ClientHelloError.PlaintextHttp or ClientHelloError.Sslv2Framed or ClientHelloError.NotTls => ConnectionOutcome.NotTls,
        ClientHelloError.TooLarge or ClientHelloError.TooManyRecords => ConnectionOutcome.HelloTooLarge,
        _ => ConnectionOutcome.HelloMalformed,
    };

    private static string ServerNameText(ClientHelloError error) => error switch
    {
        ClientHelloError.ServerNameListEmpty => "server_name list is empty",
        ClientHelloError.ServerNameLength => "length inside server_name does not match",
        ClientHelloError.ServerNameType => "server_name is not a host_name",
        ClientHelloError.ServerNameSeveral => "several server names",
        ClientHelloError.ServerNameEmpty => "server name is empty",
        ClientHelloError.ServerNameTooLong => "server name over 253 characters",
        ClientHelloError.ServerNameNul => "NUL in the server name",
        ClientHelloError.ServerNameNonAscii => "server name is not ASCII",
        ClientHelloError.ServerNameCharacter => "invalid character in the server name",
        ClientHelloError.ServerNameLabel => "invalid label in the server name",
        ClientHelloError.ServerNameIPAddress => "server name is an IP address",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Not a ClientHelloError."),
    };
}
