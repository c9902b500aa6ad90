using System.Buffers;
using System.Text;
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

    /// <summary>Longest error code, in characters.</summary>
    public const int MaxErrorCodeLength = 64;

    /// <summary>Room that every refusal fits in, in bytes.</summary>
    public const int MaxLength = MaxReasonLength + MaxErrorCodeLength + 128;

    private const int MethodNotAllowed = 405;

    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Writes a refusal that closes the connection and has no body.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="status">The status code, 400 to 599. 405 comes with the Allow header that it has to have (RFC 9110, section 15.5.6).</param>
    /// <param name="reason">The reason. Characters that are no visible ASCII or space become "?": it may quote what a peer sent.</param>
    /// <returns>The response's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, or the status no refusal.</exception>
    public static int Write(Span<byte> destination, int status, ReadOnlySpan<char> reason) => Write(destination, status, reason, default, 0);

    /// <summary>Writes a refusal that also tells programs what it tells people.</summary>
    /// <param name="destination">As above.</param>
    /// <param name="status">As above.</param>
    /// <param name="reason">As above.</param>
    /// <param name="errorCode">The value of X-Tunnel-Error: letters and digits, <see cref="MaxErrorCodeLength"/> at most. Empty: no such header.</param>
    /// <param name="retryAfterSeconds">The value of Retry-After (RFC 9110, section 10.2.3); 0: no such header.</param>
    /// <returns>The response's length.</returns>
    /// <exception cref="ArgumentException">The buffer is too small, the status no refusal, or the code none.</exception>
    public static int Write(Span<byte> destination, int status, ReadOnlySpan<char> reason, ReadOnlySpan<char> errorCode, int retryAfterSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentOutOfRangeException.ThrowIfNegative(retryAfterSeconds);
        if (destination.Length < MaxLength)
            throw new ArgumentException("The buffer is smaller than the longest refusal.", nameof(destination));
        if (errorCode.Length > MaxErrorCodeLength || errorCode.ContainsAnyExcept(CodeCharacters))
            throw new ArgumentException("An error code is letters and digits.", nameof(errorCode));

        var at = Append(destination, 0, "HTTP/1.1 "u8);
        at += AddressText.FormatNumber((uint)status, destination[at..]);
        destination[at++] = (byte)' ';
        foreach (var character in reason[..Math.Min(reason.Length, MaxReasonLength)])
            destination[at++] = character is >= ' ' and <= '~' ? (byte)character : (byte)'?';
        if (status == MethodNotAllowed)
            at = Append(destination, at, "\r\nAllow: CONNECT"u8);
        if (!errorCode.IsEmpty)
        {
            at = Append(destination, at, "\r\nX-Tunnel-Error: "u8);
            at += Encoding.ASCII.GetBytes(errorCode, destination[at..]);
        }

        if (retryAfterSeconds > 0)
        {
            at = Append(destination, at, "\r\nRetry-After: "u8);
            at += AddressText.FormatNumber((uint)retryAfterSeconds, destination[at..]);
        }

        return Append(destination, at, "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8);
    }

    private static int Append(Span<byte> destination, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[at..]);
        return at + text.Length;
    }
}
