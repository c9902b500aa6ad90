using System.Buffers.Binary;
using Connectivity.Shared;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>
/// DATA frames that lie behind each other and continue each other on one stream. Put together they are handed on at once: a socket is written to, and its
/// reader woken, for all of them and not for each.
/// </summary>
internal static class DataRun
{
    /// <summary>Moves the data of the frames that continue the first one to its data.</summary>
    /// <param name="received">What was received, beginning with a whole frame; changed behind the end of that.</param>
    /// <param name="header">The header of the first frame; then that of a frame with all the data, which may be longer than any on the wire.</param>
    /// <returns>Bytes that the frames took.</returns>
    public static int Join(Span<byte> received, ref FrameHeader header)
    {
        var (end, next) = (FrameHeader.Size + header.Length, FrameHeader.Size + header.Length);
        while (Continues(received, header, end, next) is var length and > 0)
        {
            received.Slice(next + StreamFrames.DataHead, length).CopyTo(received[end..]);
            end += length;
            next += StreamFrames.DataHead + length;
        }

        header = header with { Length = end - FrameHeader.Size };
        return next;
    }

    /// <summary>Bytes of data of the next frame, if it continues what was joined until now; 0 or less if not.</summary>
    private static int Continues(ReadOnlySpan<byte> received, in FrameHeader first, int end, int next)
    {
        if (first.Type != FrameType.Data || first.Length <= FrameHeader.DataOffsetSize)
            return 0;
        var status = FrameHeader.Read(received[next..], out var header, out _);
        if (status != ReadStatus.Done || header.Type != FrameType.Data || header.Stream != first.Stream || header.Length <= FrameHeader.DataOffsetSize)
            return 0;
        var expected = BinaryPrimitives.ReadUInt64BigEndian(received[FrameHeader.Size..]) + (ulong)(end - StreamFrames.DataHead);
        var offset = BinaryPrimitives.ReadUInt64BigEndian(received[(next + FrameHeader.Size)..]);
        return offset == expected ? header.Length - FrameHeader.DataOffsetSize : 0;
    }
}
