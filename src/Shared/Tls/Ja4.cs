using System.Security.Cryptography;

namespace Connectivity.Shared.Tls;

/// <summary>
/// The JA4 fingerprint of a TLS client: which program, rather than who. Two clients of one kind have the same fingerprint, also when
/// they shuffle their extensions. Form and rules are FoxIO's JA4 for TLS over TCP: <c>t13d1516h2_8daaf6152771_e5627efa2ab1</c>.
/// </summary>
public static class Ja4
{
    /// <summary>Length of every fingerprint in characters, all of them ASCII.</summary>
    public const int Length = 36;

    /// <summary>
    /// How many values of a list are used: several times as many as any program sends, and a bound on what a client can make us
    /// sort and hash. The fingerprint of a longer list is that of its beginning.
    /// </summary>
    public const int MaxValues = 1024;

    private const int PrefixLength = 10;
    private const int HashTextLength = 12;

    /// <summary>Writes the fingerprint of a hello. Allocates nothing.</summary>
    /// <param name="hello">A hello that was read completely.</param>
    /// <param name="destination">Room for <see cref="Length"/> bytes; it throws when there is less.</param>
    public static void Write(in ClientHello hello, Span<byte> destination)
    {
        Span<ushort> values = stackalloc ushort[MaxValues];
        var ciphers = values[..CollectCipherSuites(hello, values)];
        WritePrefix(hello, ciphers.Length, destination);
        destination[PrefixLength] = (byte)'_';
        WriteHash(ciphers, default, destination[(PrefixLength + 1)..]);

        var extensions = values[..CollectExtensions(hello, values)];
        destination[PrefixLength + 1 + HashTextLength] = (byte)'_';
        WriteHash(extensions, hello.SignatureAlgorithms, destination[(PrefixLength + HashTextLength + 2)..]);
    }

    /// <inheritdoc cref="Write(in ClientHello, Span{byte})"/>
    public static void Write(in ClientHello hello, Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(hello, bytes);
        System.Text.Encoding.ASCII.GetChars(bytes, destination);
    }

    private static void WritePrefix(in ClientHello hello, int cipherCount, Span<byte> destination)
    {
        destination[0] = (byte)'t';
        VersionText(hello).CopyTo(destination[1..]);
        destination[3] = (byte)(hello.HasServerName ? 'd' : 'i');
        WriteCount(cipherCount, destination[4..]);
        WriteCount(CountExtensions(hello), destination[6..]);
        WriteAlpn(hello.Alpn.First, destination[8..]);
    }

    private static ReadOnlySpan<byte> VersionText(in ClientHello hello)
    {
        var version = hello.SupportedVersions.Count == 0 ? hello.LegacyVersion : (ushort)0;
        for (var i = 0; i < hello.SupportedVersions.Count; i++)
        {
            var offered = hello.SupportedVersions[i];
            if (!TlsCodePoints.IsGrease(offered))
                version = Math.Max(version, offered);
        }

        return version switch
        {
            0x0304 => "13"u8,
            0x0303 => "12"u8,
            0x0302 => "11"u8,
            0x0301 => "10"u8,
            0x0300 => "s3"u8,
            _ => "00"u8,
        };
    }

    private static void WriteCount(int count, Span<byte> destination)
    {
        var (tens, units) = Math.DivRem(Math.Min(count, 99), 10);
        destination[0] = (byte)('0' + tens);
        destination[1] = (byte)('0' + units);
    }

    /// <summary>First and last character of the first protocol; where one is not alphanumeric, those of its hexadecimal form.</summary>
    private static void WriteAlpn(ReadOnlySpan<byte> protocol, Span<byte> destination)
    {
        if (protocol.IsEmpty)
        {
            "00"u8.CopyTo(destination);
            return;
        }

        var (first, last) = (protocol[0], protocol[^1]);
        var isText = char.IsAsciiLetterOrDigit((char)first) && char.IsAsciiLetterOrDigit((char)last);
        destination[0] = isText ? first : HexDigit(first >> 4);
        destination[1] = isText ? last : HexDigit(last & 0xF);
    }

    private static int CollectCipherSuites(in ClientHello hello, Span<ushort> values)
    {
        var count = 0;
        for (var i = 0; i < hello.CipherSuites.Count && count < values.Length; i++)
        {
            var suite = hello.CipherSuites[i];
            if (!TlsCodePoints.IsGrease(suite))
                values[count++] = suite;
        }

        values[..count].Sort();
        return count;
    }

    private static int CountExtensions(in ClientHello hello)
    {
        var count = 0;
        foreach (var extension in hello.Extensions)
            count += TlsCodePoints.IsGrease(extension.Type) ? 0 : 1;
        return count;
    }

    private static int CollectExtensions(in ClientHello hello, Span<ushort> values)
    {
        var count = 0;
        foreach (var extension in hello.Extensions)
        {
            // Name and ALPN are in the prefix; left out here, one program has one hash wherever it connects to.
            if (TlsCodePoints.IsGrease(extension.Type) || extension.Type is TlsCodePoints.ServerName or TlsCodePoints.Alpn)
                continue;
            if (count == values.Length)
                break;
            values[count++] = extension.Type;
        }

        values[..count].Sort();
        return count;
    }

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of "aaaa,bbbb_cccc,dddd"; zeros where the first list is empty.</summary>
    private static void WriteHash(ReadOnlySpan<ushort> sorted, UInt16List inOrder, Span<byte> destination)
    {
        if (sorted.IsEmpty)
        {
            destination[..HashTextLength].Fill((byte)'0');
            return;
        }

        // Five characters a value, in two lists.
        Span<byte> text = stackalloc byte[MaxValues * 5 * 2];
        var length = 0;
        foreach (var value in sorted)
            Append(text, ref length, value, ',');
        var separator = '_';
        for (var i = 0; i < Math.Min(inOrder.Count, MaxValues); i++)
        {
            if (TlsCodePoints.IsGrease(inOrder[i]))
                continue;
            Append(text, ref length, inOrder[i], separator);
            separator = ',';
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        Convert.TryToHexStringLower(hash[..(HashTextLength / 2)], destination, out _);
    }

    private static void Append(Span<byte> text, ref int length, ushort value, char separator)
    {
        if (length > 0)
            text[length++] = (byte)separator;
        for (var shift = 12; shift >= 0; shift -= 4)
            text[length++] = HexDigit((value >> shift) & 0xF);
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];
}
