using System.Buffers;

namespace Connectivity.Shared.HttpConnect;

/// <summary>The character sets of HTTP's grammar.</summary>
internal static class HttpCharacters
{
    /// <summary>The characters of a token, such as a field's name (RFC 9110, section 5.6.2).</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>The characters of a field's value and of a reason: visible ones, space, tab and all above ASCII (section 5.5).</summary>
    public static readonly SearchValues<byte> Text = SearchValues.Create([(byte)'\t', .. Range(' ', '~'), .. Range('\x80', '\xFF')]);

    /// <summary>Visible ASCII: the characters of a request's target (RFC 9112, section 3.2).</summary>
    public static readonly SearchValues<byte> Visible = SearchValues.Create(Range('!', '~'));

    /// <summary>The characters of a host name that need no encoding (RFC 3986, section 2.3).</summary>
    public static readonly SearchValues<byte> HostName =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>White space around a field's value (section 5.6.3).</summary>
    public static ReadOnlySpan<byte> WhiteSpace => " \t"u8;

    private static byte[] Range(char first, char last) => [.. Enumerable.Range(first, last - first + 1).Select(static c => (byte)c)];
}
