using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Connectivity.Landscape.Control;

/// <summary>
/// Takes commands on a socket in the landscape's directory, which only its owner may enter. One at a time: those that come
/// meanwhile wait in the socket's backlog.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    private const int Backlog = 16;
    private const int MaxRequestBytes = 4096;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ControlServer(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(Backlog);
    }

    /// <summary>Serves until cancelled.</summary>
    /// <param name="execute">Carries a request out, tells of it line by line, and returns the exit code of the asking command.</param>
    /// <param name="cancellation">Ends the serving, and the command that is being carried out.</param>
    public async Task RunAsync(Func<ControlRequest, Action<string>, CancellationToken, Task<int>> execute, CancellationToken cancellation)
    {
        while (true)
        {
            using var connection = await _listener.AcceptAsync(cancellation);
            await using var stream = new NetworkStream(connection);
            if (await ReadRequestAsync(stream, cancellation) is { } request)
                await AnswerAsync(stream, request, execute, cancellation);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static async Task AnswerAsync(
        Stream stream,
        ControlRequest request,
        Func<ControlRequest, Action<string>, CancellationToken, Task<int>> execute,
        CancellationToken cancellation)
    {
        var exitCode = await execute(request, text => Write(stream, new ControlReply(text, null)), cancellation);
        Write(stream, new ControlReply(null, exitCode));
    }

    private static async Task<ControlRequest?> ReadRequestAsync(Stream stream, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(RequestTimeout);
        var line = new byte[MaxRequestBytes];
        var length = 0;
        try
        {
            while (length < line.Length && !line.AsSpan(0, length).Contains((byte)'\n'))
            {
                var read = await stream.ReadAsync(line.AsMemory(length), deadline.Token);
                if (read == 0)
                    return null;
                length += read;
            }

            return JsonSerializer.Deserialize(line.AsSpan(0, length), ControlContext.Default.ControlRequest);
        }
        catch (Exception error) when (error is IOException or JsonException
            || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static void Write(Stream stream, ControlReply reply)
    {
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(reply, ControlContext.Default.ControlReply) + "\n"));
        }
        catch (IOException)
        {
            // Whoever asked has gone; what was asked for is done all the same.
        }
    }
}
