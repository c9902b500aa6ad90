namespace Connectivity.Shared.Tls;

/// <summary>Reads the extensions of a ClientHello: the form of all, the content of those that routing and fingerprints need.</summary>
internal ref struct ClientHelloExtensions
{
    private const int TypesPerWord = 64;

    public ReadOnlySpan<byte> ServerName;
    public AlpnProtocols Alpn;
    public UInt16List SupportedVersions;
    public UInt16List SignatureAlgorithms;
    public bool HasEncryptedClientHello;

    public ClientHelloError Read(ReadOnlySpan<byte> block)
    {
        // A bit for each of the 65536 types: the cost of finding a duplicate does not grow with the number of extensions.
        Span<ulong> seen = stackalloc ulong[(ushort.MaxValue + 1) / TypesPerWord];
        seen.Clear();
        var extensions = new TlsExtensions(block).GetEnumerator();
        while (extensions.MoveNext())
        {
            var extension = extensions.Current;
            ref var word = ref seen[extension.Type / TypesPerWord];
            var bit = 1UL << (extension.Type % TypesPerWord);
            if ((word & bit) != 0)
                return ClientHelloError.DuplicateExtension;
            word |= bit;
            var error = ReadContent(extension);
            if (error != ClientHelloError.None)
                return error;
        }

        return extensions.IsTruncated ? ClientHelloError.ExtensionTruncated : ClientHelloError.None;
    }

    private ClientHelloError ReadContent(TlsExtension extension)
    {
        switch (extension.Type)
        {
            case TlsCodePoints.ServerName:
                return ServerNameExtension.Read(extension.Content, out ServerName);
            case TlsCodePoints.Alpn:
                return AlpnProtocols.TryRead(extension.Content, out Alpn) ? ClientHelloError.None : ClientHelloError.AlpnMalformed;
            case TlsCodePoints.SupportedVersions:
                var versions = new TlsFieldReader(extension.Content);
                return versions.TryReadVector8(out var list) && versions.IsEmpty && TryReadList(list, out SupportedVersions)
                    ? ClientHelloError.None
                    : ClientHelloError.SupportedVersionsMalformed;
            case TlsCodePoints.SignatureAlgorithms:
                var algorithms = new TlsFieldReader(extension.Content);
                return algorithms.TryReadVector16(out list) && algorithms.IsEmpty && TryReadList(list, out SignatureAlgorithms)
                    ? ClientHelloError.None
                    : ClientHelloError.SignatureAlgorithmsMalformed;
            case TlsCodePoints.EncryptedClientHello:
                HasEncryptedClientHello = true;
                return ClientHelloError.None;
            default:
                return ClientHelloError.None;
        }
    }

    private static bool TryReadList(ReadOnlySpan<byte> bytes, out UInt16List list)
    {
        list = new UInt16List(bytes);
        return !bytes.IsEmpty && bytes.Length % sizeof(ushort) == 0;
    }
}
