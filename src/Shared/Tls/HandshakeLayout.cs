using System.Buffers.Binary;

namespace Connectivity.Shared.Tls;

/// <summary>Where the complete handshake message at the start of a connection lies in the received bytes.</summary>
/// <param name="End">Offset after the message's last byte.</param>
/// <param name="BodyLength">Length of the message without its 4-byte header.</param>
/// <param name="RecordCount">How many records the message touches.</param>
internal readonly record struct HandshakeLayout(int End, int BodyLength, int RecordCount)
{
    /// <summary>The message without its header: in place where one record holds it, else copied together.</summary>
    public ReadOnlySpan<byte> Body(ReadOnlySpan<byte> received, Span<byte> reassembly)
    {
        if (RecordCount == 1)
            return received[(End - BodyLength)..End];

        var body = reassembly[..BodyLength];
        var (offset, skip, written) = (0, HandshakeScan.MessageHeaderLength, 0);
        while (written < body.Length)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(received[(offset + 3)..]);
            offset += HandshakeScan.RecordHeaderLength;
            var skipped = Math.Min(skip, length);
            var copied = Math.Min(length - skipped, body.Length - written);
            received.Slice(offset + skipped, copied).CopyTo(body[written..]);
            skip -= skipped;
            written += copied;
            offset += length;
        }

        return body;
    }
}
