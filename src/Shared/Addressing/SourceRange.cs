using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Connectivity.Shared.Addressing;

/// <summary>
/// A range of addresses in CIDR notation: "10.0.0.0/8" or "2001:db8::/32" (RFC 4632, section 3.1; RFC 4291, section 2.3).
/// A range has one family. An IPv4 range matches IPv4 addresses in either form, mapped (::ffff:0:0/96) or plain;
/// an IPv6 range never matches an IPv4 address, so "::/0" is every IPv6 address and no IPv4 one.
/// </summary>
public readonly record struct SourceRange
{
    private const int IPv4Bits = 32;
    private const int IPv6Bits = 128;

    private SourceRange(UInt128 first, int hostBits)
    {
        First = first;
        HostBits = hostBits;
    }

    /// <summary>The lowest address; IPv4 in its mapped form.</summary>
    internal UInt128 First { get; }

    /// <summary>The highest address; IPv4 in its mapped form.</summary>
    internal UInt128 Last => First | HostMask(HostBits);

    /// <summary>
    /// The number of trailing bits that are free, the same in both forms. Zero by default: a range that was never set is not everything.
    /// </summary>
    private int HostBits { get; }

    /// <summary>Whether the range is one of IPv4 addresses. A range of mapped addresses ("::ffff:10.0.0.0/104") is.</summary>
    public bool IsIPv4 => HostBits <= IPv4Bits && First >> IPv4Bits == 0xFFFF;

    /// <summary>The number of leading bits that are fixed: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength => (IsIPv4 ? IPv4Bits : IPv6Bits) - HostBits;

    /// <summary>Whether the endpoint's address is in the range. Its port and scope do not matter.</summary>
    public bool Contains(in SocketEndpoint endpoint) =>
        endpoint.IsIPv4 == IsIPv4 && ((endpoint.Address ^ First) & ~HostMask(HostBits)) == 0;

    /// <summary>The lowest address of the range, without a port.</summary>
    public SocketEndpoint FirstAddress => SocketEndpoint.FromIPv6(First, 0);

    /// <summary>Makes a range of an address and the number of its leading bits that are fixed; false when bits after them are set.</summary>
    public static bool TryCreate(in SocketEndpoint address, int prefixLength, out SourceRange range)
    {
        var width = address.IsIPv4 ? IPv4Bits : IPv6Bits;
        range = default;
        if (prefixLength < 0 || prefixLength > width || (address.Address & HostMask(width - prefixLength)) != 0)
            return false;
        range = new SourceRange(address.Address, width - prefixLength);
        return true;
    }

    /// <summary>Reads a range.</summary>
    /// <exception cref="FormatException">The text is no range; the message says why.</exception>
    public static SourceRange Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var range, out var error) ? range : throw new FormatException(error);

    /// <summary>
    /// Reads a range. The prefix length is required, and every bit after the prefix must be zero: "10.1.2.3/8" is more often a
    /// mistaken address or a mistaken length than a wish.
    /// </summary>
    /// <param name="text">An address, a slash and a prefix length.</param>
    /// <param name="range">The range.</param>
    /// <param name="error">What is wrong with the text, as a sentence for the operator; null when it is read.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out SourceRange range, [NotNullWhen(false)] out string? error)
    {
        range = default;
        var slash = text.IndexOf('/');
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address, out var width))
        {
            error = $"'{text}' is not an address range such as 10.0.0.0/8 or 2001:db8::/32";
            return false;
        }

        if (slash < 0)
        {
            error = $"'{text}' has no prefix length; one address alone is written {text}/{width}";
            return false;
        }

        if (!TryParsePrefix(text[(slash + 1)..], width, out var prefix))
        {
            error = $"'{text}' has a prefix length that is not a number from 0 to {width}";
            return false;
        }

        var hostBits = width - prefix;
        range = new SourceRange(address & ~HostMask(hostBits), hostBits);
        error = range.First == address ? null : $"'{text}' has bits set after its prefix; the range is written {range}";
        return error is null;
    }

    /// <summary>The range in CIDR notation.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[AddressText.MaxIPv6Length];
        var length = IsIPv4 ? AddressText.FormatIPv4((uint)First, text) : AddressText.FormatIPv6(First, text);
        return $"{Encoding.ASCII.GetString(text[..length])}/{PrefixLength}";
    }

    private static UInt128 HostMask(int hostBits) => hostBits == IPv6Bits ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;

    private static bool TryParsePrefix(ReadOnlySpan<char> text, int width, out int prefix)
    {
        Span<byte> ascii = stackalloc byte[3];
        prefix = 0;
        if (!TryToAscii(text, ref ascii) || !AddressText.TryParseNumber(ascii, (uint)width, out var number))
            return false;
        prefix = (int)number;
        return true;
    }

    private static bool TryParseAddress(ReadOnlySpan<char> text, out UInt128 address, out int width)
    {
        Span<byte> ascii = stackalloc byte[AddressText.MaxIPv6Length];
        (address, width) = (default, IPv6Bits);
        if (!TryToAscii(text, ref ascii))
            return false;
        if (!AddressText.TryParseIPv4(ascii, out var v4))
            return AddressText.TryParseIPv6(ascii, out address);
        (address, width) = (SocketEndpoint.FromIPv4(v4, 0).Address, IPv4Bits);
        return true;
    }

    private static bool TryToAscii(ReadOnlySpan<char> text, ref Span<byte> ascii)
    {
        if (text.Length > ascii.Length || !Ascii.IsValid(text))
            return false;
        ascii = ascii[..Encoding.ASCII.GetBytes(text, ascii)];
        return true;
    }
}
