namespace Connectivity.Shared.Tls;

/// <summary>The extensions of a hello in the order sent. Enumerated without allocation.</summary>
public readonly ref struct TlsExtensions
{
    private readonly ReadOnlySpan<byte> _block;

    internal TlsExtensions(ReadOnlySpan<byte> block) => _block = block;

    /// <summary>Goes over the extensions.</summary>
    public Enumerator GetEnumerator() => new(_block);

    /// <summary>Goes over extensions; where the block is malformed it ends early, with <see cref="IsTruncated"/> set.</summary>
    public ref struct Enumerator
    {
        private TlsFieldReader _rest;
        private TlsExtension _current;

        internal Enumerator(ReadOnlySpan<byte> block) => _rest = new TlsFieldReader(block);

        /// <summary>The extension reached.</summary>
        public readonly TlsExtension Current => _current;

        /// <summary>Whether the enumeration ended because an extension runs past the end.</summary>
        internal bool IsTruncated { get; private set; }

        /// <summary>Goes to the next extension; false after the last.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            if (!_rest.TryReadUInt16(out var type) || !_rest.TryReadVector16(out var content))
            {
                IsTruncated = true;
                return false;
            }

            _current = new TlsExtension(type, content);
            return true;
        }
    }
}

/// <summary>One extension of a hello.</summary>
public readonly ref struct TlsExtension
{
    internal TlsExtension(ushort type, ReadOnlySpan<byte> content)
    {
        Type = type;
        Content = content;
    }

    /// <summary>The extension type, as IANA numbers them.</summary>
    public ushort Type { get; }

    /// <summary>The extension's data without its header.</summary>
    public ReadOnlySpan<byte> Content { get; }
}
