using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.Shared.Addressing;

/// <summary>
/// An IP address and port in 24 bytes, without an object: what a connection keeps of its two ends.
/// IPv4 addresses are held in their IPv4-mapped IPv6 form (RFC 4291, section 2.5.5.2), so one comparison serves both families.
/// </summary>
public readonly record struct SocketEndpoint : ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>Longest text of an endpoint: a full IPv6 address in brackets, a scope, a colon and five digits.</summary>
    public const int MaxTextLength = 64;

    private const ulong MappedPrefix = 0x0000_0000_0000_FFFF;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <summary>Makes an endpoint from the two halves of a 128-bit address, in host order.</summary>
    /// <param name="high">The first eight bytes of the address.</param>
    /// <param name="low">The last eight bytes of the address.</param>
    /// <param name="port">The TCP port, 0 when unknown.</param>
    /// <param name="scope">The interface index of a link-local address, else 0.</param>
    public SocketEndpoint(ulong high, ulong low, ushort port, uint scope = 0)
    {
        _high = high;
        _low = low;
        Port = port;
        Scope = scope;
    }

    /// <summary>The TCP port; 0 when unknown.</summary>
    public ushort Port { get; }

    /// <summary>The interface index of a link-local IPv6 address; 0 for every other.</summary>
    public uint Scope { get; }

    /// <summary>The first eight bytes of the address in host order.</summary>
    public ulong High => _high;

    /// <summary>The last eight bytes of the address in host order.</summary>
    public ulong Low => _low;

    /// <summary>The whole address in host order.</summary>
    internal UInt128 Address => new(_high, _low);

    /// <summary>Whether the address is an IPv4 one.</summary>
    public bool IsIPv4 => _high == 0 && _low >> 32 == MappedPrefix;

    /// <summary>Whether this is the default value: no address at all.</summary>
    public bool IsNone => _high == 0 && _low == 0 && Port == 0;

    /// <summary>The IPv4 address in host order; meaningful only where <see cref="IsIPv4"/> is true.</summary>
    public uint IPv4 => (uint)_low;

    /// <summary>Makes an endpoint from four address bytes in network order.</summary>
    public static SocketEndpoint FromIPv4(ReadOnlySpan<byte> address, ushort port) =>
        FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(address), port);

    /// <summary>Makes an endpoint from an IPv4 address in host order.</summary>
    public static SocketEndpoint FromIPv4(uint address, ushort port) => new(0, (MappedPrefix << 32) | address, port);

    /// <summary>Makes an endpoint from sixteen address bytes in network order. A mapped IPv4 address becomes an IPv4 one.</summary>
    public static SocketEndpoint FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scope = 0) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port, scope);

    /// <summary>Makes an endpoint from a 128-bit address in host order.</summary>
    internal static SocketEndpoint FromIPv6(UInt128 address, ushort port) => new((ulong)(address >> 64), (ulong)address, port);

    /// <summary>Makes an endpoint from the framework's types.</summary>
    public static SocketEndpoint From(IPAddress address, ushort port)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        return written == 4
            ? FromIPv4(bytes, port)
            : FromIPv6(bytes, port, (uint)address.ScopeId);
    }

    /// <summary>Makes an endpoint from the framework's type.</summary>
    public static SocketEndpoint From(IPEndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return From(endpoint.Address, (ushort)endpoint.Port);
    }

    /// <summary>
    /// Reads "1.2.3.4:443" or "[2001:db8::1]:443". The port is required; an IPv4 address is four decimal numbers without leading zeros.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SocketEndpoint endpoint)
    {
        endpoint = default;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || text.Length > MaxTextLength)
            return false;
        Span<byte> ascii = stackalloc byte[MaxTextLength];
        var portLength = Encoding.ASCII.GetBytes(text[(colon + 1)..], ascii);
        if (!Ascii.IsValid(text) || !AddressText.TryParseNumber(ascii[..portLength], ushort.MaxValue, out var port))
            return false;
        var host = text[..colon];
        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
            return TryParseIPv6(host[1..^1], (ushort)port, out endpoint);
        if (!AddressText.TryParseIPv4(ascii[..Encoding.ASCII.GetBytes(host, ascii)], out var v4))
            return false;
        endpoint = FromIPv4(v4, (ushort)port);
        return true;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> host, ushort port, out SocketEndpoint endpoint)
    {
        endpoint = default;
        var percent = host.IndexOf('%');
        Span<byte> ascii = stackalloc byte[MaxTextLength];
        var length = Encoding.ASCII.GetBytes(percent < 0 ? host : host[..percent], ascii);
        if (!AddressText.TryParseIPv6(ascii[..length], out var address))
            return false;
        endpoint = FromIPv6(address, port);
        if (percent < 0)
            return true;

        // The framework's parser knows the names of interfaces; it takes an unknown one for none, which would be another address.
        if (host.Contains(']') || !IPAddress.TryParse(host, out var scoped) || scoped.ScopeId == 0)
            return false;
        endpoint = From(scoped, port);
        return true;
    }

    /// <summary>Writes the sixteen bytes of the address in network order; IPv4 in its mapped form.</summary>
    public void WriteIPv6Bytes(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }

    /// <summary>The address alone, as the framework's type.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteIPv6Bytes(bytes);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, Scope);
    }

    /// <summary>The endpoint as the framework's type.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <summary>The family to make a socket of.</summary>
    public AddressFamily AddressFamily => IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    /// <summary>The same address with another port.</summary>
    public SocketEndpoint WithPort(ushort port) => new(_high, _low, port, Scope);

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        TryFormat(text, out var written, default, null);
        return new string(text[..written]);
    }

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> utf8 = stackalloc byte[MaxTextLength];
        charsWritten = 0;
        if (!TryFormat(utf8, out var written, format, provider) || written > destination.Length)
            return false;
        charsWritten = Encoding.ASCII.GetChars(utf8[..written], destination);
        return true;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        var length = IsIPv4 ? AddressText.FormatIPv4(IPv4, text) : FormatIPv6(text);
        text[length++] = (byte)':';
        length += AddressText.FormatNumber(Port, text[length..]);
        bytesWritten = text[..length].TryCopyTo(utf8Destination) ? length : 0;
        return bytesWritten > 0;
    }

    private int FormatIPv6(Span<byte> text)
    {
        text[0] = (byte)'[';
        var length = 1 + AddressText.FormatIPv6(Address, text[1..]);
        if (Scope != 0)
        {
            text[length++] = (byte)'%';
            length += AddressText.FormatNumber(Scope, text[length..]);
        }

        text[length++] = (byte)']';
        return length;
    }
}
