using System.Buffers.Binary;
using Connectivity.LoadTest.Targets;
using Connectivity.TestKit.Network;

namespace Connectivity.LoadTest.Load;

/// <summary>One stream that brings a known number of known bytes, each of which is looked at.</summary>
internal static class CopyLoad
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>Copies from the target.</summary>
    /// <exception cref="InvalidDataException">A byte is not the one that was sent.</exception>
    /// <exception cref="EndOfStreamException">Bytes are missing.</exception>
    public static void Run(LoadConnection connection, long bytes)
    {
        Span<byte> request = stackalloc byte[1 + sizeof(long)];
        request[0] = (byte)TargetMode.Pattern;
        BinaryPrimitives.WriteInt64BigEndian(request[1..], bytes);
        connection.Send(request);
        var buffer = new byte[PieceBytes];
        var position = 0L;
        while (connection.Receive(buffer) is > 0 and var received)
        {
            BytePattern.Down.Verify(position, buffer.AsSpan(0, received));
            position += received;
        }

        if (position != bytes)
            throw new EndOfStreamException($"The copy ended after {position} bytes.");
    }
}
