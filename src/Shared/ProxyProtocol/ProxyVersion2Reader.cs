using System.Buffers.Binary;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Reads a version 2 header (section 2.2). Every check is made as soon as the bytes it needs are there.</summary>
internal static class ProxyVersion2Reader
{
    /// <summary>Reads a header whose signature is known to be there.</summary>
    public static ReadStatus Read(
        ReadOnlySpan<byte> received, int maxBytes, out ProxyHeader header, out int consumed, out ProxyHeaderError error)
    {
        header = default;
        consumed = 0;
        error = CheckFixedPart(received, maxBytes);
        if (error != ProxyHeaderError.None)
            return ReadStatus.Invalid;
        if (received.Length < ProxyVersion2Layout.FixedLength)
            return ReadStatus.NeedMore;

        var total = TotalLength(received);
        var command = Command(received);
        var bytes = received[..Math.Min(received.Length, total)];
        if (command == ProxyCommand.Proxy)
        {
            error = ProxyVersion2Tlvs.Check(bytes, TlvsAt(received), total);
            if (error != ProxyHeaderError.None)
                return ReadStatus.Invalid;
        }

        if (received.Length < total)
            return ReadStatus.NeedMore;
        consumed = total;
        header = command == ProxyCommand.Proxy
            ? Proxied(bytes)
            : new ProxyHeader { Version = ProxyProtocolVersion.V2, Command = ProxyCommand.Local };
        return ReadStatus.Done;
    }

    private static ProxyHeaderError CheckFixedPart(ReadOnlySpan<byte> received, int maxBytes)
    {
        if (received.Length <= ProxyVersion2Layout.VersionAndCommandAt)
            return ProxyHeaderError.None;
        if (received[ProxyVersion2Layout.VersionAndCommandAt] >> 4 != ProxyVersion2Layout.Version)
            return ProxyHeaderError.VersionUnknown;
        if (Command(received) > ProxyCommand.Proxy)
            return ProxyHeaderError.CommandUnknown;
        // A LOCAL header's family is to be ignored, and with it the size of its addresses.
        var local = Command(received) == ProxyCommand.Local;
        if (received.Length <= ProxyVersion2Layout.FamilyAt)
            return ProxyHeaderError.None;
        if (!local && ProxyVersion2Layout.AddressesLength(Family(received)) < 0)
            return ProxyHeaderError.FamilyUnknown;
        if (received.Length < ProxyVersion2Layout.FixedLength)
            return ProxyHeaderError.None;
        if (TotalLength(received) > maxBytes)
            return ProxyHeaderError.TooLong;
        return !local && TotalLength(received) < TlvsAt(received) ? ProxyHeaderError.AddressesTruncated : ProxyHeaderError.None;
    }

    private static ProxyCommand Command(ReadOnlySpan<byte> header) =>
        (ProxyCommand)(header[ProxyVersion2Layout.VersionAndCommandAt] & 0x0F);

    private static ProxyFamily Family(ReadOnlySpan<byte> header) => (ProxyFamily)header[ProxyVersion2Layout.FamilyAt];

    private static int TotalLength(ReadOnlySpan<byte> header) =>
        ProxyVersion2Layout.FixedLength + BinaryPrimitives.ReadUInt16BigEndian(header[ProxyVersion2Layout.LengthAt..]);

    private static int TlvsAt(ReadOnlySpan<byte> header) =>
        ProxyVersion2Layout.FixedLength + ProxyVersion2Layout.AddressesLength(Family(header));

    private static ProxyHeader Proxied(ReadOnlySpan<byte> header)
    {
        var family = Family(header);
        var (source, destination) = Addresses(header[ProxyVersion2Layout.FixedLength..], family);
        return new ProxyHeader
        {
            Version = ProxyProtocolVersion.V2,
            Command = ProxyCommand.Proxy,
            Family = family,
            Source = source,
            Destination = destination,
            Tlvs = new ProxyTlvs(header[TlvsAt(header)..]),
        };
    }

    private static (SocketEndpoint Source, SocketEndpoint Destination) Addresses(ReadOnlySpan<byte> bytes, ProxyFamily family)
    {
        switch (family)
        {
            case ProxyFamily.Tcp4 or ProxyFamily.Udp4:
                return (SocketEndpoint.FromIPv4(bytes, Port(bytes[8..])), SocketEndpoint.FromIPv4(bytes[4..], Port(bytes[10..])));
            case ProxyFamily.Tcp6 or ProxyFamily.Udp6:
                return (SocketEndpoint.FromIPv6(bytes, Port(bytes[32..])), SocketEndpoint.FromIPv6(bytes[16..], Port(bytes[34..])));
            default:
                return default;
        }
    }

    private static ushort Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
