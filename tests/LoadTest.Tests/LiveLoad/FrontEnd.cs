using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.LoadTest.Tests.LiveLoad;

/// <summary>A front end of HTTP CONNECT on a Unix socket, with a target behind it that echoes or sends and takes bytes without end; it refuses every other destination.</summary>
internal sealed class FrontEnd : IAsyncDisposable
{
    public const string Target = "10.0.0.1:10250";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loadtest-front-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _accepting;

    public FrontEnd()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "connect.sock");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _folder.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var head = new List<byte>();
            var one = new byte[1];
            while (!Encoding.ASCII.GetString([.. head]).EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await stream.ReadExactlyAsync(one);
                head.Add(one[0]);
            }

            var known = Encoding.ASCII.GetString([.. head]).StartsWith($"CONNECT {Target} HTTP/1.1\r\n", StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(known ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 503 Service Unavailable: agent: none\r\n\r\n"));
            if (!known || await stream.ReadAsync(one) == 0)
                return;
            await BehaveAsync(stream, (char)one[0]);
        }
        catch (IOException)
        {
            // The client is gone.
        }
    }

    private static async Task BehaveAsync(NetworkStream stream, char mode)
    {
        var buffer = new byte[65536];
        if (mode == 'S')
        {
            while (true)
                await stream.WriteAsync(buffer);
        }

        while (await stream.ReadAsync(buffer) is > 0 and var received)
        {
            if (mode == 'E')
                await stream.WriteAsync(buffer.AsMemory(0, received));
        }
    }
}
