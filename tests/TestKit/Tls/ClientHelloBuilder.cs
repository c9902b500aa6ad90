using System.Text;

namespace Connectivity.TestKit.Tls;

/// <summary>
/// Builds ClientHello messages, proper ones and ones broken in a chosen way, and cuts them into TLS records. What it builds without
/// further calls is a hello that a TLS 1.3 server accepts: <c>ClientHelloBuilder.For("api.a.example.org").Build()</c>. The bytes depend
/// on the calls alone.
/// </summary>
public sealed class ClientHelloBuilder
{
    private readonly List<(ushort Type, byte[] Content)> _extensions = [];
    private byte _handshakeType = 1;
    private ushort _legacyVersion = 0x0303;
    private ushort _recordVersion = 0x0301;
    private byte[] _sessionId = Filler(32);
    private byte[] _cipherSuites = WireList.UInt16s(0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030);
    private byte[] _compressionMethods = [0];
    private byte[] _trailer = [];
    private bool _withExtensions = true;
    private int? _declaredLength;
    private int? _extensionsLength;

    private ClientHelloBuilder()
    {
    }

    /// <summary>A hello that asks for a server, with what a current TLS 1.3 client sends.</summary>
    public static ClientHelloBuilder For(string serverName) => Minimal().ServerName(serverName).CommonExtensions();

    /// <summary>The same without a server name.</summary>
    public static ClientHelloBuilder WithoutServerName() => Minimal().CommonExtensions();

    /// <summary>A hello with an empty block of extensions.</summary>
    public static ClientHelloBuilder Minimal() => new();

    /// <summary>Sets the server name; the name may break any rule.</summary>
    public ClientHelloBuilder ServerName(string name) => ServerName(Encoding.Latin1.GetBytes(name));

    /// <summary>Sets the server name from raw bytes.</summary>
    public ClientHelloBuilder ServerName(byte[] name) => ServerNameList([0, .. WireList.Vector16(name)]);

    /// <summary>Sets the list of server names from its raw entries: a type byte, a length of two bytes and the name, each.</summary>
    public ClientHelloBuilder ServerNameList(byte[] entries) => Extension(0, WireList.Vector16(entries));

    /// <summary>Offers protocols by ALPN.</summary>
    public ClientHelloBuilder Alpn(params string[] protocols) =>
        Extension(16, WireList.Vector16([.. protocols.SelectMany(static p => WireList.Vector8(Encoding.Latin1.GetBytes(p)))]));

    /// <summary>Sets the versions of the supported_versions extension.</summary>
    public ClientHelloBuilder SupportedVersions(params ushort[] versions) => Extension(43, WireList.Vector8(WireList.UInt16s(versions)));

    /// <summary>Sets the algorithms of the signature_algorithms extension.</summary>
    public ClientHelloBuilder SignatureAlgorithms(params ushort[] algorithms) =>
        Extension(13, WireList.Vector16(WireList.UInt16s(algorithms)));

    /// <summary>Adds GREASE as browsers do (RFC 8701): a cipher suite, an extension at the front and one at the end.</summary>
    public ClientHelloBuilder Grease()
    {
        _cipherSuites = [.. WireList.UInt16s(0x2A2A), .. _cipherSuites];
        _extensions.Insert(0, (0x4A4A, []));
        _extensions.Add((0xFAFA, [0]));
        return this;
    }

    /// <summary>Sends a key share of X25519MLKEM768 before that of X25519: 1216 bytes, which take the hello over one segment.</summary>
    public ClientHelloBuilder PostQuantumKeyShare() => Extension(
        51,
        WireList.Vector16([0x11, 0xEC, .. WireList.Vector16(Filler(1216)), 0x00, 0x1D, .. WireList.Vector16(Filler(32))]));

    /// <summary>Sends a session ticket of a size in bytes (RFC 5077).</summary>
    public ClientHelloBuilder SessionTicket(int size) => Extension(35, Filler(size));

    /// <summary>Adds bytes of padding (RFC 7685).</summary>
    public ClientHelloBuilder Padding(int size) => Extension(21, new byte[size]);

    /// <summary>Adds the encrypted_client_hello extension with some content.</summary>
    public ClientHelloBuilder EncryptedClientHello() => Extension(0xFE0D, Filler(160));

    /// <summary>Sets an extension, in the place of the one with its type if there is one.</summary>
    public ClientHelloBuilder Extension(ushort type, byte[] content)
    {
        var index = _extensions.FindIndex(e => e.Type == type);
        if (index < 0)
            return AddExtension(type, content);
        _extensions[index] = (type, content);
        return this;
    }

    /// <summary>Adds an extension at the end, also where there is one of its type.</summary>
    public ClientHelloBuilder AddExtension(ushort type, byte[] content)
    {
        _extensions.Add((type, content));
        return this;
    }

    /// <summary>Leaves the block of extensions out, as clients before TLS 1.0 do.</summary>
    public ClientHelloBuilder WithoutExtensions() => With(() => _withExtensions = false);

    /// <summary>Sets the length of the session id in bytes.</summary>
    public ClientHelloBuilder SessionId(int length) => With(() => _sessionId = Filler(length));

    /// <summary>Sets the cipher suites.</summary>
    public ClientHelloBuilder CipherSuites(params ushort[] suites) => CipherSuiteBytes(WireList.UInt16s(suites));

    /// <summary>Sets the cipher suites from raw bytes.</summary>
    public ClientHelloBuilder CipherSuiteBytes(byte[] suites) => With(() => _cipherSuites = suites);

    /// <summary>Sets the compression methods.</summary>
    public ClientHelloBuilder CompressionMethods(params byte[] methods) => With(() => _compressionMethods = methods);

    /// <summary>Sets the version field of the hello.</summary>
    public ClientHelloBuilder LegacyVersion(ushort version) => With(() => _legacyVersion = version);

    /// <summary>Sets the version of the records.</summary>
    public ClientHelloBuilder RecordVersion(ushort version) => With(() => _recordVersion = version);

    /// <summary>Sets the type of the handshake message.</summary>
    public ClientHelloBuilder HandshakeType(byte type) => With(() => _handshakeType = type);

    /// <summary>Declares a length of the message that may be a lie.</summary>
    public ClientHelloBuilder DeclaredLength(int length) => With(() => _declaredLength = length);

    /// <summary>Declares a length of the extensions that may be a lie.</summary>
    public ClientHelloBuilder ExtensionsLength(int length) => With(() => _extensionsLength = length);

    /// <summary>Adds bytes at the end of the message, after the extensions and inside the declared length.</summary>
    public ClientHelloBuilder Trailer(params byte[] bytes) => With(() => _trailer = bytes);

    /// <summary>The handshake message with its 4-byte header, without records.</summary>
    public byte[] BuildMessage()
    {
        byte[] body =
        [
            .. WireList.UInt16s(_legacyVersion), .. Filler(32), .. WireList.Vector8(_sessionId), .. WireList.Vector16(_cipherSuites),
            .. WireList.Vector8(_compressionMethods), .. ExtensionBlock(), .. _trailer,
        ];
        var declared = _declaredLength ?? body.Length;
        return [_handshakeType, (byte)(declared >> 16), (byte)(declared >> 8), (byte)declared, .. body];
    }

    /// <summary>
    /// The hello in records. Each size is that of a record's content in turn, the last one counts for all that follow; without sizes
    /// records are as long as TLS allows.
    /// </summary>
    public byte[] Build(params int[] recordSizes) => TlsRecords.Cut(BuildMessage(), _recordVersion, recordSizes);

    private byte[] ExtensionBlock()
    {
        if (!_withExtensions)
            return [];
        byte[] block = [.. _extensions.SelectMany(static e => (byte[])[.. WireList.UInt16s(e.Type), .. WireList.Vector16(e.Content)])];
        return [.. WireList.UInt16s((ushort)(_extensionsLength ?? block.Length)), .. block];
    }

    private ClientHelloBuilder CommonExtensions() =>
        Extension(23, [])
            .Extension(10, WireList.Vector16(WireList.UInt16s(0x11EC, 0x001D, 0x0017)))
            .SignatureAlgorithms(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)
            .SupportedVersions(0x0304, 0x0303)
            .Extension(45, [1, 1])
            .Extension(51, WireList.Vector16([0x00, 0x1D, .. WireList.Vector16(Filler(32))]));

    private ClientHelloBuilder With(Action change)
    {
        change();
        return this;
    }

    private static byte[] Filler(int length) => [.. Enumerable.Range(1, length).Select(static i => (byte)i)];
}
