namespace Connectivity.Shared.Tls;

/// <summary>
/// The protocol names of an ALPN extension (RFC 7301, section 3.1), each one 1 to 255 arbitrary bytes. Enumerated without allocation.
/// </summary>
public readonly ref struct AlpnProtocols
{
    private readonly ReadOnlySpan<byte> _list;

    private AlpnProtocols(ReadOnlySpan<byte> list) => _list = list;

    /// <summary>Whether the client offers no protocol by ALPN.</summary>
    public bool IsEmpty => _list.IsEmpty;

    /// <summary>The protocol the client likes best; empty when it offers none.</summary>
    public ReadOnlySpan<byte> First => IsEmpty ? default : _list.Slice(1, _list[0]);

    /// <summary>Whether the client offers <paramref name="protocol"/>, for instance <c>"h2"u8</c>.</summary>
    public bool Contains(ReadOnlySpan<byte> protocol)
    {
        foreach (var offered in this)
        {
            if (offered.SequenceEqual(protocol))
                return true;
        }

        return false;
    }

    /// <summary>Goes over the names in the client's order.</summary>
    public Enumerator GetEnumerator() => new(_list);

    /// <summary>Reads the content of the extension; false where it is not a list of one or more names, none of them empty.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> extension, out AlpnProtocols protocols)
    {
        protocols = default;
        var reader = new TlsFieldReader(extension);
        if (!reader.TryReadVector16(out var list) || !reader.IsEmpty || list.IsEmpty)
            return false;
        var names = new TlsFieldReader(list);
        while (!names.IsEmpty)
        {
            if (!names.TryReadVector8(out var name) || name.IsEmpty)
                return false;
        }

        protocols = new AlpnProtocols(list);
        return true;
    }

    /// <summary>Goes over the names of a list that was found to be valid.</summary>
    public ref struct Enumerator
    {
        private TlsFieldReader _rest;
        private ReadOnlySpan<byte> _current;

        internal Enumerator(ReadOnlySpan<byte> list) => _rest = new TlsFieldReader(list);

        /// <summary>The name reached.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Goes to the next name; false after the last.</summary>
        public bool MoveNext() => _rest.TryReadVector8(out _current);
    }
}
