using System.Buffers.Text;

namespace Connectivity.Shared.Addressing;

/// <summary>
/// The text forms of IP addresses, as ASCII bytes and without an object. Stricter than the framework's parser, which takes
/// "1.2", "0x7f.1" and octal numbers for IPv4 addresses: what two readers may understand differently is refused here.
/// </summary>
internal static class AddressText
{
    /// <summary>Longest IPv4 address: "255.255.255.255".</summary>
    public const int MaxIPv4Length = 15;

    /// <summary>Longest IPv6 address without a scope: six full groups and a dotted IPv4 address.</summary>
    public const int MaxIPv6Length = 45;

    private const int Groups = 8;

    /// <summary>Reads four decimal numbers of 0 to 255 without leading zeros, with one dot between each.</summary>
    public static bool TryParseIPv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var octet = 0; octet < 4; octet++)
        {
            var end = octet == 3 ? text.Length : text.IndexOf((byte)'.');
            if (end < 0 || !TryParseNumber(text[..end], byte.MaxValue, out var value))
                return false;
            address = (address << 8) | value;
            text = octet == 3 ? [] : text[(end + 1)..];
        }

        return true;
    }

    /// <summary>Reads a decimal number without sign, spaces and leading zeros, up to <paramref name="greatest"/>.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> text, uint greatest, out uint value)
    {
        value = 0;
        if (text.IsEmpty || (text[0] == (byte)'0' && text.Length > 1) || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        return Utf8Parser.TryParse(text, out value, out _) && value <= greatest;
    }

    /// <summary>
    /// Reads groups of one to four hexadecimal digits with at most one "::" (RFC 4291, section 2.2); the last two groups may be
    /// a dotted IPv4 address. No scope.
    /// </summary>
    public static bool TryParseIPv6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[Groups];
        if (!TryReadGroups(text, groups, out var count, out var gap))
            return false;
        if (gap < 0 ? count != Groups : count == Groups)
            return false;

        // Groups before the gap belong to the front, those after it to the back.
        for (var i = 0; i < count; i++)
        {
            var place = gap >= 0 && i >= gap ? Groups - count + i : i;
            address |= (UInt128)groups[i] << (16 * (Groups - 1 - place));
        }

        return true;
    }

    private static bool TryReadGroups(ReadOnlySpan<byte> text, Span<ushort> groups, out int count, out int gap)
    {
        count = 0;
        gap = -1;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)':');
            if (end < 0)
                return TryReadLast(text, groups, ref count);
            if (count == Groups || !TryParseGroup(text[..end], out groups[count]))
                return false;
            count++;
            text = text[(end + 1)..];
            if (text.IsEmpty)
                return false;
            if (text[0] != (byte)':')
                continue;
            if (gap >= 0)
                return false;
            gap = count;
            text = text[1..];
        }

        return true;
    }

    private static bool TryReadLast(ReadOnlySpan<byte> text, Span<ushort> groups, ref int count)
    {
        if (!text.Contains((byte)'.'))
            return count < Groups && TryParseGroup(text, out groups[count++]);
        if (count > Groups - 2 || !TryParseIPv4(text, out var embedded))
            return false;
        groups[count++] = (ushort)(embedded >> 16);
        groups[count++] = (ushort)embedded;
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, out ushort group)
    {
        group = 0;
        return text.Length <= 4 && Utf8Parser.TryParse(text, out group, out var read, 'x') && read == text.Length;
    }

    /// <summary>Writes an IPv4 address; the destination has room for <see cref="MaxIPv4Length"/> bytes.</summary>
    public static int FormatIPv4(uint address, Span<byte> destination)
    {
        var at = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            at += FormatNumber((byte)(address >> shift), destination[at..]);
            if (shift > 0)
                destination[at++] = (byte)'.';
        }

        return at;
    }

    /// <summary>Writes a number in decimal.</summary>
    public static int FormatNumber(uint value, Span<byte> destination)
    {
        if (!Utf8Formatter.TryFormat(value, destination, out var written))
            throw new ArgumentException("No room for the number.", nameof(destination));
        return written;
    }

    /// <summary>
    /// Writes an IPv6 address as RFC 5952 wants it: lower case, no leading zeros, "::" for the first of the longest runs of zero groups.
    /// Always in hexadecimal. The destination has room for <see cref="MaxIPv6Length"/> bytes.
    /// </summary>
    public static int FormatIPv6(UInt128 address, Span<byte> destination)
    {
        var (gap, gapLength) = LongestZeroRun(address);
        var at = 0;
        for (var i = 0; i < Groups; i++)
        {
            if (i == gap)
            {
                destination[at++] = (byte)':';
                destination[at++] = (byte)':';
                i += gapLength - 1;
                continue;
            }

            if (i > 0 && i != gap + gapLength)
                destination[at++] = (byte)':';
            Utf8Formatter.TryFormat(Group(address, i), destination[at..], out var written, 'x');
            at += written;
        }

        return at;
    }

    private static ushort Group(UInt128 address, int index) => (ushort)(address >> (16 * (Groups - 1 - index)));

    private static (int Start, int Length) LongestZeroRun(UInt128 address)
    {
        // A start that no group has, so that no run means no gap.
        var longest = (Start: -Groups, Length: 1);
        var run = 0;
        for (var i = 0; i < Groups; i++)
        {
            run = Group(address, i) == 0 ? run + 1 : 0;
            if (run > longest.Length)
                longest = (i - run + 1, run);
        }

        return longest;
    }
}
