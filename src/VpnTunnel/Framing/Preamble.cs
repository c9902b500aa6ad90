using System.Buffers.Binary;
using Connectivity.Shared;

namespace Connectivity.VpnTunnel.Framing;

/// <summary>The first eight bytes of each side on a carrier (protocol, section 1).</summary>
/// <param name="Highest">Highest version spoken.</param>
/// <param name="Lowest">Lowest version spoken.</param>
/// <param name="Capabilities">Capability bits.</param>
internal readonly record struct Preamble(byte Highest, byte Lowest, ushort Capabilities)
{
    /// <summary>Bytes of a preamble.</summary>
    public const int Size = 8;

    /// <summary>What this program speaks.</summary>
    public static Preamble Own => new(1, 1, 0);

    private static ReadOnlySpan<byte> Magic => "CTUN"u8;

    /// <summary>Reads the peer's preamble, and refuses one with which there is no version in common.</summary>
    public static ReadStatus Read(ReadOnlySpan<byte> received, out Preamble preamble, out FrameError error)
    {
        preamble = default;
        error = FrameError.None;
        var begin = received[..Math.Min(received.Length, Magic.Length)];
        if (!Magic.StartsWith(begin))
        {
            error = FrameError.NotTunnel;
            return ReadStatus.Invalid;
        }

        if (received.Length < Size)
            return ReadStatus.NeedMore;
        preamble = new Preamble(received[4], received[5], BinaryPrimitives.ReadUInt16BigEndian(received[6..]));
        var version = Math.Min(preamble.Highest, Own.Highest);
        if (version >= Math.Max(preamble.Lowest, Own.Lowest) && preamble.Lowest <= preamble.Highest)
            return ReadStatus.Done;
        error = FrameError.VersionUnsupported;
        return ReadStatus.Invalid;
    }

    /// <summary>Writes it; the destination has room for <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Magic.CopyTo(destination);
        destination[4] = Highest;
        destination[5] = Lowest;
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], Capabilities);
    }
}
