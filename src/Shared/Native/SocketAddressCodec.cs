using System.Buffers.Binary;
using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Native;

/// <summary>Between <see cref="SocketEndpoint"/> and the kernel's sockaddr_in / sockaddr_in6 (ip(7), ipv6(7)).</summary>
internal static class SocketAddressCodec
{
    /// <summary>Size of sockaddr_in6, the larger of the two.</summary>
    public const int MaxLength = 28;

    public const ushort IPv4Family = 2;
    public const ushort IPv6Family = 10;

    private const int IPv4Length = 16;

    /// <summary>Writes the address for the family that the socket has; returns its length.</summary>
    public static int Write(in SocketEndpoint endpoint, Span<byte> destination, bool asIPv6)
    {
        destination[..MaxLength].Clear();
        BitConverter.TryWriteBytes(destination, asIPv6 ? IPv6Family : IPv4Family);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], endpoint.Port);
        if (!asIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[4..], endpoint.IPv4);
            return IPv4Length;
        }

        endpoint.WriteIPv6Bytes(destination[8..]);
        BitConverter.TryWriteBytes(destination[24..], endpoint.Scope);
        return MaxLength;
    }

    /// <summary>Reads what the kernel filled in; an unknown family gives the default value.</summary>
    public static SocketEndpoint Read(ReadOnlySpan<byte> address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) switch
        {
            IPv4Family => SocketEndpoint.FromIPv4(address[4..8], port),
            IPv6Family => SocketEndpoint.FromIPv6(address[8..24], port, BitConverter.ToUInt32(address[24..])),
            _ => default,
        };
    }
}
