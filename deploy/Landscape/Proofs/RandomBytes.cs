using System.Buffers;
using System.Security.Cryptography;

namespace Connectivity.Landscape.Proofs;

/// <summary>Bytes that no one guesses or compresses, and what became of them.</summary>
internal static class RandomBytes
{
    private const int ChunkBytes = 65536;

    /// <summary>Some of them.</summary>
    public static byte[] Make(int length) => RandomNumberGenerator.GetBytes(length);

    /// <summary>Writes some of them and closes what they are written to.</summary>
    /// <returns>Their SHA-256, in hexadecimal.</returns>
    public static async Task<string> WriteAsync(StreamWriter writer, int length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var left = length; left > 0; left -= ChunkBytes)
        {
            var chunk = Make(Math.Min(left, ChunkBytes));
            hash.AppendData(chunk);
            await writer.BaseStream.WriteAsync(chunk, cancellation);
        }

        writer.Close();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads to the end.</summary>
    /// <param name="stream">What is read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="passing">Is told after each piece how much there was so far; what it does holds up the reading.</param>
    /// <returns>How much there was, and its SHA-256 in hexadecimal.</returns>
    public static async Task<(long Length, string Hash)> HashAsync(
        Stream stream, CancellationToken cancellation, Func<long, Task>? passing = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var length = 0L;
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            if (passing is not null)
                await passing(length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
