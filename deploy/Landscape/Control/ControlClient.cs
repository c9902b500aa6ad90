using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Connectivity.Landscape.Control;

/// <summary>Has the running landscape carry a command out.</summary>
internal static class ControlClient
{
    /// <summary>Sends a request and passes the answer's lines on.</summary>
    /// <returns>The exit code that the landscape gives.</returns>
    /// <exception cref="LandscapeException">No landscape takes commands there.</exception>
    public static async Task<int> SendAsync(string path, ControlRequest request, Action<string> write, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException)
        {
            throw new LandscapeException("no landscape takes commands here: none is up, or it is still starting (./landscape status)");
        }

        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request, ControlContext.Default.ControlRequest) + "\n"), cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var reply = JsonSerializer.Deserialize(line, ControlContext.Default.ControlReply);
            if (reply?.ExitCode is { } exitCode)
                return exitCode;
            if (reply?.Text is { } text)
                write(text);
        }

        throw new LandscapeException("the landscape went down before it was done");
    }
}
