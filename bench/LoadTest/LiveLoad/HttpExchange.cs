using System.Globalization;
using System.Text;

namespace Connectivity.LoadTest.LiveLoad;

/// <summary>One request of HTTP/1.1 on a stream, by hand: the connection is what is measured, not a client's pool.</summary>
internal static class HttpExchange
{
    private const int BufferBytes = 4096;
    private const int StatusLineBytes = 12;

    /// <summary>The request, after which the server is to close.</summary>
    public static byte[] Get(string name, string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");

    /// <summary>Asks, and reads the answer to its end.</summary>
    /// <exception cref="LoadFailureException">It is no success, or no HTTP.</exception>
    public static async Task AskAsync(Stream stream, byte[] request, CancellationToken cancellation)
    {
        await stream.WriteAsync(request, cancellation);
        var buffer = new byte[BufferBytes];
        var received = await stream.ReadAtLeastAsync(buffer, StatusLineBytes, throwOnEndOfStream: false, cancellation);
        CheckStatus(buffer.AsSpan(0, received));
        while (await stream.ReadAsync(buffer, cancellation) > 0)
        {
        }
    }

    /// <summary>Looks at the beginning of an answer (RFC 9112, section 4).</summary>
    /// <exception cref="LoadFailureException">It is no success, or no HTTP.</exception>
    public static void CheckStatus(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
            throw new LoadFailureException(LoadFailure.Closed, "The connection ended without an answer.");
        if (answer.Length < StatusLineBytes || !answer.StartsWith("HTTP/1."u8) || !int.TryParse(answer[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new LoadFailureException(LoadFailure.Protocol, "The answer is not HTTP/1.");
        if (status is < 200 or >= 400)
            throw new LoadFailureException(LoadFailure.HttpStatus, $"HTTP {status}");
    }
}
