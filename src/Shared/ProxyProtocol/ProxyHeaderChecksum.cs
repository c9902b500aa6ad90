using System.Buffers.Binary;
using System.Numerics;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>
/// The checksum of a version 2 header (section 2.2.3): CRC32c (RFC 3720, appendix B.4) over the whole header with the checksum's
/// own four bytes taken as zero.
/// </summary>
internal static class ProxyHeaderChecksum
{
    public static bool IsRight(ReadOnlySpan<byte> header, int checksumAt) =>
        BinaryPrimitives.ReadUInt32BigEndian(header[checksumAt..]) == Compute(header, checksumAt);

    public static uint Compute(ReadOnlySpan<byte> header, int checksumAt)
    {
        var crc = Update(uint.MaxValue, header[..checksumAt]);
        crc = BitOperations.Crc32C(crc, 0u);
        crc = Update(crc, header[(checksumAt + ProxyVersion2Layout.ChecksumLength)..]);
        return ~crc;
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
