using System.Text;

namespace Connectivity.LoadTest.Load;

/// <summary>HTTP CONNECT as a client says it, once on each connection.</summary>
internal static class ConnectHead
{
    private const int MaxHead = 4096;

    /// <summary>The request for a target.</summary>
    public static byte[] For(string authority) => Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n");

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="IOException">It is not 200.</exception>
    public static void Ask(LoadConnection connection, ReadOnlySpan<byte> request)
    {
        connection.Send(request);
        Span<byte> head = stackalloc byte[MaxHead];
        var length = 0;
        while (!head[..length].EndsWith("\r\n\r\n"u8))
        {
            var received = connection.Receive(head[length..]);
            if (received == 0)
                throw new IOException("The answer to CONNECT was cut.");
            length += received;
        }

        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new IOException(Encoding.ASCII.GetString(head[..head.IndexOf((byte)'\r')]));
    }
}
