using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Connectivity.TestKit.Network;
using Xunit;

namespace Connectivity.Shared.Tests.Relaying;

/// <summary>A <see cref="RelayProcess"/> that runs, with this process as its clients and its backend.</summary>
internal sealed class RunningRelayProcess : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly Socket _backend = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Process _process;
    private int _port;

    private RunningRelayProcess()
    {
        _backend.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _backend.Listen();
        var backendPort = ((IPEndPoint)_backend.LocalEndPoint!).Port.ToString();
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(RelayProcess).Assembly.Location, backendPort])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // The runtime's own threads would take descriptors when they start.
            Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_gcConcurrent"] = "0" },
        })!;
    }

    /// <summary>Those that are open.</summary>
    public List<Connection> Connections { get; } = [];

    /// <summary>Starts the process and waits until it listens.</summary>
    public static async Task<RunningRelayProcess> StartAsync()
    {
        var running = new RunningRelayProcess();
        running._port = int.Parse((await running.HearAsync("listening")).Split(' ')[1]);
        return running;
    }

    /// <summary>Kills the process: it holds nothing that is worth an orderly end, and a failed one would not hear of it.</summary>
    public async ValueTask DisposeAsync()
    {
        Connections.ForEach(static c => c.Dispose());
        var early = _process.HasExited;
        _process.Kill();
        var errors = await _process.StandardError.ReadToEndAsync(_patience.Token);
        await _process.WaitForExitAsync(_patience.Token);
        Assert.False(early, $"The relay's process had ended with {_process.ExitCode}: {errors}");
        _process.Dispose();
        _backend.Dispose();
        _patience.Dispose();
    }

    /// <summary>Ends the newest connection, both ways.</summary>
    public async Task EndLastAsync()
    {
        using var last = Connections[^1];
        Connections.Remove(last);
        last.Up.End();
        await last.Up.ReceiveEndAsync();
        last.Down.End();
        await last.Down.ReceiveEndAsync();
    }

    /// <summary>False: the new connection was reset.</summary>
    public async Task<bool> TryConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var other = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token);
        var reset = ResetAsync(client, other.Token);
        var accepted = _backend.AcceptAsync(other.Token).AsTask();
        if (await Task.WhenAny(reset, accepted) == accepted)
        {
            await other.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reset);
            Connections.Add(new Connection(client, await accepted, _patience.Token));
            return true;
        }

        await reset;
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepted);
        client.Dispose();
        return false;
    }

    /// <summary>Says a line and waits for the answer.</summary>
    public async Task SayAsync(string line, string answer)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await HearAsync(answer);
    }

    /// <summary>Waits for a line that begins so, and gives it.</summary>
    public async Task<string> HearAsync(string expected)
    {
        while (await _process.StandardOutput.ReadLineAsync(_patience.Token) is { } line)
        {
            if (line.StartsWith(expected, StringComparison.Ordinal))
                return line;
        }

        throw new EndOfStreamException($"The relay's process ended before it said \"{expected}\".");
    }

    private async Task ResetAsync(Socket client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), _patience.Token);
            Assert.Fail($"Not a reset, but {await client.ReceiveAsync(new byte[1], SocketFlags.Peek, cancellationToken)} bytes.");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // As it should be.
        }
    }

    /// <summary>A connection through the process, from this one to this one.</summary>
    internal sealed class Connection(Socket client, Socket backend, CancellationToken patience) : IDisposable
    {
        public Direction Up { get; } = new(client, backend, BytePattern.Up, patience);

        public Direction Down { get; } = new(backend, client, BytePattern.Down, patience);

        public void Dispose()
        {
            client.Dispose();
            backend.Dispose();
        }
    }
}
