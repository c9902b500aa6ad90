using System.Net.Sockets;
using System.Text;

namespace Connectivity.Landscape.Tracing;

/// <summary>Asks the tunnel's front end for a connection, as kube-apiserver does.</summary>
internal static class FrontendConnect
{
    private const int MaxHeadBytes = 8192;

    /// <summary>Connects to a target through a front end.</summary>
    /// <param name="path">The front end's Unix socket.</param>
    /// <param name="target">Host and port.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The connection, or what the front end said instead: its status line.</returns>
    /// <exception cref="SocketException">The front end cannot be connected to.</exception>
    public static async Task<(Socket? Socket, string? Refusal)> ToAsync(string path, string target, CancellationToken cancellation)
    {
        var socket = await Connections.ToAsync(path, cancellation);
        var isTaken = false;
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), cancellation);
            var refusal = RefusalIn(await ReadHeadAsync(socket, cancellation));
            isTaken = refusal is null;
            return isTaken ? (socket, null) : (null, refusal);
        }
        finally
        {
            if (!isTaken)
                socket.Dispose();
        }
    }

    /// <summary>Why a response's head is no success: its status and reason phrase; null where it is one.</summary>
    public static string? RefusalIn(string head)
    {
        var line = head.Split("\r\n")[0];
        var parts = line.Split(' ', 2);
        if (!parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || parts.Length < 2)
            return head.Length == 0 ? "closed without an answer" : $"the answer is no HTTP: {line}";
        return parts[1].StartsWith("200", StringComparison.Ordinal) ? null : parts[1];
    }

    // A byte at a time: what is behind the head is the target's.
    private static async Task<string> ReadHeadAsync(Socket socket, CancellationToken cancellation)
    {
        var head = new byte[MaxHeadBytes];
        var length = 0;
        while (length < head.Length && !head.AsSpan(0, length).EndsWith("\r\n\r\n"u8) && await socket.ReceiveAsync(head.AsMemory(length, 1), cancellation) > 0)
            length++;
        return Encoding.Latin1.GetString(head, 0, length);
    }
}
