using System.Buffers.Binary;

namespace Connectivity.Shared.ProxyProtocol;

/// <summary>Checks the extensions of a version 2 header (section 2.2.1), of which only a part may have arrived.</summary>
internal static class ProxyVersion2Tlvs
{
    /// <summary>Checks what is there; the checksum when the header is complete.</summary>
    /// <param name="header">The header from its first byte, as far as it has arrived.</param>
    /// <param name="at">Where the extensions begin.</param>
    /// <param name="total">The header's length.</param>
    public static ProxyHeaderError Check(ReadOnlySpan<byte> header, int at, int total)
    {
        var checksumAt = 0;
        while (at < total)
        {
            if (total - at < ProxyTlvs.HeadLength)
                return ProxyHeaderError.TlvOverrun;
            if (header.Length - at < ProxyTlvs.HeadLength)
                return ProxyHeaderError.None;

            var length = BinaryPrimitives.ReadUInt16BigEndian(header[(at + 1)..]);
            var error = CheckOne(header[at], length, checksumAt);
            if (error != ProxyHeaderError.None)
                return error;
            if (header[at] == ProxyTlvType.Checksum)
                checksumAt = at + ProxyTlvs.HeadLength;
            at += ProxyTlvs.HeadLength + length;
        }

        if (at > total)
            return ProxyHeaderError.TlvOverrun;
        return header.Length < total || checksumAt == 0 || ProxyHeaderChecksum.IsRight(header, checksumAt)
            ? ProxyHeaderError.None
            : ProxyHeaderError.ChecksumMismatch;
    }

    private static ProxyHeaderError CheckOne(byte type, int length, int checksumAt) => type switch
    {
        ProxyTlvType.UniqueId when length > ProxyHeaderLimits.MaxUniqueIdLength => ProxyHeaderError.UniqueIdTooLong,
        ProxyTlvType.Checksum when length != ProxyVersion2Layout.ChecksumLength || checksumAt != 0 => ProxyHeaderError.ChecksumMalformed,
        _ => ProxyHeaderError.None,
    };
}
