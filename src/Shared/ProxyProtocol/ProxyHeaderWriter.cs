using System.Buffers.Binary;
using System.Text;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// Writes PROXY headers (HAProxy's "The PROXY protocol", sections 2.1 and 2.2) into the caller's buffer. If one end is IPv6, both are
/// written as IPv6, the IPv4 one in its mapped form; an end that is <see cref="SocketEndpoint.IsNone"/> makes the addresses unknown.
/// Scopes of link-local addresses are not written: they mean nothing to another host.
/// </summary>
public static class ProxyHeaderWriter
{
    /// <summary>Room that every version 1 header fits in, in bytes.</summary>
    public const int MaxV1Length = ProxyHeaderLimits.MaxVersion1Length;

    /// <summary>Longest authority, in bytes: a DNS name's limit.</summary>
    public const int MaxAuthorityLength = 255;

    /// <summary>Longest unique identifier, in bytes.</summary>
    public const int MaxUniqueIdLength = ProxyHeaderLimits.MaxUniqueIdLength;

    /// <summary>Room that every version 2 header fits in, in bytes: IPv6 addresses, authority, unique identifier and checksum.</summary>
    public const int MaxV2Length = ProxyVersion2Layout.FixedLength + ProxyVersion2Layout.IPv6Addresses
        + (3 * ProxyTlvs.HeadLength) + MaxAuthorityLength + MaxUniqueIdLength + ProxyVersion2Layout.ChecksumLength;

    /// <summary>The length of what <see cref="WriteV2Local"/> writes, in bytes.</summary>
    public const int V2LocalLength = ProxyVersion2Layout.FixedLength;

    /// <summary>Writes a version 1 header.</summary>
    /// <param name="destination">At least <see cref="MaxV1Length"/> bytes.</param>
    /// <param name="source">The client's end.</param>
    /// <param name="target">The end that the client connected to.</param>
    /// <returns>The header's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    public static int WriteV1(Span<byte> destination, in SocketEndpoint source, in SocketEndpoint target)
    {
        RequireRoom(destination, MaxV1Length);
        var writer = new ProxyHeaderText(destination);
        if (source.IsNone || target.IsNone)
            return writer.Append("PROXY UNKNOWN\r\n"u8);

        var v4 = source.IsIPv4 && target.IsIPv4;
        writer.Append(v4 ? "PROXY TCP4 "u8 : "PROXY TCP6 "u8);
        writer.AppendAddress(source, v4);
        writer.Append(" "u8);
        writer.AppendAddress(target, v4);
        writer.Append(" "u8);
        writer.AppendNumber(source.Port);
        writer.Append(" "u8);
        writer.AppendNumber(target.Port);
        return writer.Append("\r\n"u8);
    }

    /// <summary>Writes a version 2 header with the PROXY command.</summary>
    /// <param name="destination">At least <see cref="MaxV2Length"/> bytes.</param>
    /// <param name="source">The client's end.</param>
    /// <param name="target">The end that the client connected to.</param>
    /// <param name="authority">The host name asked for, at most <see cref="MaxAuthorityLength"/> bytes; empty for none.</param>
    /// <param name="uniqueId">A name for the connection, at most <see cref="MaxUniqueIdLength"/> bytes; empty for none.</param>
    /// <param name="checksum">Whether to add the header's CRC32c.</param>
    /// <returns>The header's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or a value too long.</exception>
    public static int WriteV2(
        Span<byte> destination,
        in SocketEndpoint source,
        in SocketEndpoint target,
        ReadOnlySpan<byte> authority = default,
        ReadOnlySpan<byte> uniqueId = default,
        bool checksum = false)
    {
        RequireRoom(destination, MaxV2Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(authority.Length, MaxAuthorityLength, nameof(authority));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(uniqueId.Length, MaxUniqueIdLength, nameof(uniqueId));

        var family = FamilyOf(source, target);
        WriteFixedPart(destination, ProxyCommand.Proxy, family);
        var at = ProxyVersion2Layout.FixedLength;
        WriteAddresses(destination[at..], source, target, family);
        at += ProxyVersion2Layout.AddressesLength(family);
        if (!authority.IsEmpty)
            at += WriteTlv(destination[at..], ProxyTlvType.Authority, authority);
        if (!uniqueId.IsEmpty)
            at += WriteTlv(destination[at..], ProxyTlvType.UniqueId, uniqueId);
        if (checksum)
            at += WriteTlv(destination[at..], ProxyTlvType.Checksum, [0, 0, 0, 0]);

        BinaryPrimitives.WriteUInt16BigEndian(
            destination[ProxyVersion2Layout.LengthAt..], (ushort)(at - ProxyVersion2Layout.FixedLength));
        if (checksum)
            WriteChecksum(destination[..at]);
        return at;
    }

    /// <summary>Writes a version 2 header with the PROXY command, the authority in UTF-16.</summary>
    /// <inheritdoc cref="WriteV2(Span{byte}, in SocketEndpoint, in SocketEndpoint, ReadOnlySpan{byte}, ReadOnlySpan{byte}, bool)"/>
    public static int WriteV2(
        Span<byte> destination,
        in SocketEndpoint source,
        in SocketEndpoint target,
        ReadOnlySpan<char> authority,
        ReadOnlySpan<byte> uniqueId = default,
        bool checksum = false)
    {
        Span<byte> utf8 = stackalloc byte[MaxAuthorityLength];
        if (!Encoding.UTF8.TryGetBytes(authority, utf8, out var length))
            throw new ArgumentOutOfRangeException(nameof(authority), "The authority is longer than 255 bytes.");
        return WriteV2(destination, source, target, utf8[..length], uniqueId, checksum);
    }

    /// <summary>
    /// Writes a version 2 header with the LOCAL command: the connection is the sender's own, a health check for instance.
    /// </summary>
    /// <param name="destination">At least <see cref="V2LocalLength"/> bytes.</param>
    /// <returns>The header's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small.</exception>
    public static int WriteV2Local(Span<byte> destination)
    {
        RequireRoom(destination, V2LocalLength);
        WriteFixedPart(destination, ProxyCommand.Local, ProxyFamily.Unspecified);
        return V2LocalLength;
    }

    private static void RequireRoom(Span<byte> destination, int length)
    {
        if (destination.Length < length)
            throw new ArgumentException("The buffer is smaller than the longest header.", nameof(destination));
    }

    private static ProxyFamily FamilyOf(in SocketEndpoint source, in SocketEndpoint target)
    {
        if (source.IsNone || target.IsNone)
            return ProxyFamily.Unspecified;
        return source.IsIPv4 && target.IsIPv4 ? ProxyFamily.Tcp4 : ProxyFamily.Tcp6;
    }

    private static void WriteFixedPart(Span<byte> destination, ProxyCommand command, ProxyFamily family)
    {
        ProxySignature.V2.CopyTo(destination);
        destination[ProxyVersion2Layout.VersionAndCommandAt] = (byte)((ProxyVersion2Layout.Version << 4) | (byte)command);
        destination[ProxyVersion2Layout.FamilyAt] = (byte)family;
        BinaryPrimitives.WriteUInt16BigEndian(destination[ProxyVersion2Layout.LengthAt..], 0);
    }

    private static void WriteAddresses(Span<byte> destination, in SocketEndpoint source, in SocketEndpoint target, ProxyFamily family)
    {
        switch (family)
        {
            case ProxyFamily.Tcp4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, source.IPv4);
                BinaryPrimitives.WriteUInt32BigEndian(destination[4..], target.IPv4);
                WritePorts(destination[8..], source, target);
                break;
            case ProxyFamily.Tcp6:
                source.WriteIPv6Bytes(destination);
                target.WriteIPv6Bytes(destination[16..]);
                WritePorts(destination[32..], source, target);
                break;
        }
    }

    private static void WritePorts(Span<byte> destination, in SocketEndpoint source, in SocketEndpoint target)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], target.Port);
    }

    private static int WriteTlv(Span<byte> destination, byte type, ReadOnlySpan<byte> value)
    {
        destination[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)value.Length);
        value.CopyTo(destination[ProxyTlvs.HeadLength..]);
        return ProxyTlvs.HeadLength + value.Length;
    }

    private static void WriteChecksum(Span<byte> header)
    {
        // It is the last extension, so the header ends with it.
        var at = header.Length - ProxyVersion2Layout.ChecksumLength;
        BinaryPrimitives.WriteUInt32BigEndian(header[at..], ProxyHeaderChecksum.Compute(header, at));
    }
}
