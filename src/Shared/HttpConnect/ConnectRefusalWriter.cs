using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.HttpConnect;

/// <summary>
/// Writes refusals whose reason says which leg failed. kube-apiserver shows its user nothing of a refused CONNECT but the status line, so
/// that is where the cause has to be.
/// </summary>
public static class ConnectRefusalWriter
{
    /// <summary>Longest reason, in characters; a longer one is cut.</summary>
    public const int MaxReasonLength = 256;

    /// <summary>Room that every refusal fits in, in bytes.</summary>
    public const int MaxLength = MaxReasonLength + 64;

    /// <summary>Writes a refusal that closes the connection and has no body.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="status">The status code, 400 to 599.</param>
    /// <param name="reason">The reason. Characters that are no visible ASCII or space become "?": it may quote what a peer sent.</param>
    /// <returns>The response's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the status no refusal.</exception>
    public static int Write(Span<byte> destination, int status, ReadOnlySpan<char> reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        if (destination.Length < MaxLength)
            throw new ArgumentException("The buffer is smaller than the longest refusal.", nameof(destination));

        var at = Append(destination, 0, "HTTP/1.1 "u8);
        at += AddressText.FormatNumber((uint)status, destination[at..]);
        destination[at++] = (byte)' ';
        foreach (var character in reason[..Math.Min(reason.Length, MaxReasonLength)])
            destination[at++] = character is >= ' ' and <= '~' ? (byte)character : (byte)'?';
        return Append(destination, at, "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8);
    }

    private static int Append(Span<byte> destination, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[at..]);
        return at + text.Length;
    }
}
