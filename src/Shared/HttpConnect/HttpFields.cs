using System.Text;

namespace Connectivity.Shared.HttpConnect;

/// <summary>One header field.</summary>
public readonly ref struct HttpField
{
    internal HttpField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name as it was sent; its case means nothing.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>
    /// The value without the white space around it; possibly empty. May hold bytes above ASCII, no control characters but tabs.
    /// </summary>
    public ReadOnlySpan<byte> Value { get; }
}

/// <summary>
/// The header fields of a head in the order in which they were sent (RFC 9112, section 5). Their form is checked before this is
/// made, so walking over them cannot fail. They are parts of the received bytes and live as long as they do.
/// </summary>
public readonly ref struct HttpFields
{
    private readonly ReadOnlySpan<byte> _lines;

    /// <summary>Wraps field lines that are known to be valid, each with its line end.</summary>
    internal HttpFields(ReadOnlySpan<byte> lines) => _lines = lines;

    /// <summary>Finds the fields of a name, without regard to case.</summary>
    /// <returns>How many there are.</returns>
    public int Find(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> first)
    {
        first = default;
        var count = 0;
        foreach (var field in this)
        {
            if (Ascii.EqualsIgnoreCase(field.Name, name) && count++ == 0)
                first = field.Value;
        }

        return count;
    }

    /// <summary>Walks over the fields.</summary>
    public Enumerator GetEnumerator() => new(_lines);

    /// <summary>Walks over fields.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> lines) => _rest = lines;

        /// <summary>The field at hand.</summary>
        public HttpField Current { get; private set; }

        /// <summary>Goes to the next field.</summary>
        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var end = _rest.IndexOf("\r\n"u8);
            var line = _rest[..end];
            var colon = line.IndexOf((byte)':');
            Current = new HttpField(line[..colon], line[(colon + 1)..].Trim(HttpCharacters.WhiteSpace));
            _rest = _rest[(end + 2)..];
            return true;
        }
    }
}
