using System.Net;
using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;
using Connectivity.Landscape.Processes;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>A published binary that runs with a configuration of the test's.</summary>
internal sealed class PublishedProgram : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ChildProcess _process;

    private PublishedProgram(string folder, ChildProcess process) => (_folder, _process, Log) = (folder, process, new GatewayLog(Path.Combine(folder, "log")));

    public GatewayLog Log { get; }

    public int Pid => _process.Identity.Pid;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; private set; } = new(0, 0);

    public GatewayAdmin? Admin { get; private set; }

    public static async Task<PublishedProgram> StartAsync(string binary, string configuration)
    {
        var folder = Directory.CreateTempSubdirectory("published-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.yaml"), configuration);
        var process = await ChildProcess.StartAsync(
            Path.GetFileName(binary), Path.Combine(folder, "log"), [binary, "run", "--config", Path.Combine(folder, "config.yaml")]);
        var program = new PublishedProgram(folder, process);
        program.Admin = new GatewayAdmin((string)(await program.LineAsync("Started"))["adminUrl"]!);
        program.Address = IPEndPoint.Parse((string)(await program.LineAsync("Listening"))["address"]!);
        return program;
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public Task<int> EndAsync()
    {
        Signals.Send(_process.Identity, Signals.Terminate);
        return _process.Exited.WaitAsync(Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.Zero);
        Admin?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<JsonNode> LineAsync(string @event) => Log.WaitForAsync(line => _process.Exited.IsCompleted
        ? throw new InvalidOperationException($"it has ended while it started:\n{Log.Text()}")
        : (string?)line["event"] == @event);
}
