using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Connectivity.TestKit.ProxyProtocol;

/// <summary>
/// PROXY headers byte by byte, valid or not: for what the product's own writer would never write. Independent of the product's code.
/// </summary>
public static class ProxyHeaderBytes
{
    /// <summary>The bytes of a version 2 signature.</summary>
    public static byte[] Signature { get; } = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>A version 1 line as it stands, with nothing added.</summary>
    public static byte[] Line(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A version 2 header with any version and command, any family, and the body's real length.</summary>
    public static byte[] Header(byte versionAndCommand, byte family, params byte[][] body)
    {
        var bytes = body.SelectMany(static part => part).ToArray();
        return Header(versionAndCommand, family, (ushort)bytes.Length, bytes);
    }

    /// <summary>A version 2 header that claims any length.</summary>
    public static byte[] Header(byte versionAndCommand, byte family, ushort length, byte[] body) =>
        [.. Signature, versionAndCommand, family, (byte)(length >> 8), (byte)length, .. body];

    /// <summary>A version 2 header with the PROXY command for two TCP endpoints of one family.</summary>
    public static byte[] Proxied(IPEndPoint source, IPEndPoint destination, params byte[][] tlvs) =>
        Header(0x21, (byte)(source.Address.GetAddressBytes().Length == 4 ? 0x11 : 0x21), [Addresses(source, destination), .. tlvs]);

    /// <summary>The address block of two endpoints of one family.</summary>
    public static byte[] Addresses(IPEndPoint source, IPEndPoint destination) =>
    [
        .. source.Address.GetAddressBytes(), .. destination.Address.GetAddressBytes(),
        (byte)(source.Port >> 8), (byte)source.Port, (byte)(destination.Port >> 8), (byte)destination.Port,
    ];

    /// <summary>One extension.</summary>
    public static byte[] Tlv(byte type, params byte[] value) => [type, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    /// <summary>One extension with a text.</summary>
    public static byte[] Tlv(byte type, string value) => Tlv(type, Encoding.UTF8.GetBytes(value));

    /// <summary>The header with a checksum extension added behind all others; the length field grows with it.</summary>
    public static byte[] WithChecksum(byte[] header)
    {
        byte[] result = [.. header, .. Tlv(0x03, 0, 0, 0, 0)];
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(14), (ushort)(result.Length - 16));
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(result.Length - 4), Crc32C(result));
        return result;
    }

    /// <summary>CRC32c bit by bit, as RFC 3720 describes it.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F6_3B78u : 0);
        }

        return ~crc;
    }
}
