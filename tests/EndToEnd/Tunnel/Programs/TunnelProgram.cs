using System.Net;
using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel.Programs;

/// <summary>A published binary that runs with a configuration file of its own: a tunnel's server, an agent, a gateway.</summary>
internal sealed class TunnelProgram : IAsyncDisposable
{
    private const int HangUp = 1;

    private readonly string _directory;
    private readonly ChildProcess _process;
    private GatewayAdmin? _admin;

    private TunnelProgram(string directory, ChildProcess process)
    {
        (_directory, _process) = (directory, process);
        Log = new GatewayLog(process.LogFile);
    }

    /// <summary>What it says on standard error.</summary>
    public GatewayLog Log { get; }

    /// <summary>The admin endpoint.</summary>
    public GatewayAdmin Admin => _admin ?? throw new InvalidOperationException("the program has not started");

    /// <summary>The process id.</summary>
    public int Pid => _process.Identity.Pid;

    /// <summary>Whether its log may hold errors: the test leads to some.</summary>
    public bool MayLogErrors { get; set; }

    /// <summary>Starts a program and waits until its admin endpoint answers.</summary>
    /// <param name="before">What leads into a namespace; empty for none.</param>
    /// <param name="command">The binary and its verb.</param>
    /// <param name="configuration">The file's text.</param>
    public static async Task<TunnelProgram> StartAsync(IReadOnlyList<string> before, IReadOnlyList<string> command, string configuration)
    {
        var directory = Directory.CreateTempSubdirectory("tunnel-").FullName;
        var file = Path.Combine(directory, "configuration.yaml");
        await File.WriteAllTextAsync(file, configuration);
        var name = Path.GetFileName(command[0]);
        var process = await ChildProcess.StartAsync(name, Path.Combine(directory, "log"), [.. before, .. command, "--config", file]);
        var program = new TunnelProgram(directory, process);
        try
        {
            program._admin = new GatewayAdmin((string)(await program.LineAsync("Started"))["adminUrl"]!);
            return program;
        }
        catch
        {
            program.MayLogErrors = true;
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the first line of an event.</summary>
    public Task<JsonNode> LineAsync(string @event) => Log.WaitForAsync(line => _process.Exited.IsCompleted
        ? throw new InvalidOperationException($"the program has ended while it started:\n{Log.Text()}")
        : (string?)line["event"] == @event);

    /// <summary>The lines of an event.</summary>
    public IReadOnlyList<JsonNode> Lines(string @event) => [.. Log.Lines().Where(line => (string?)line["event"] == @event)];

    /// <summary>Waits until it is ready, or no more.</summary>
    public async Task WaitForReadinessAsync(HttpStatusCode wanted = HttpStatusCode.OK)
    {
        HttpStatusCode? status = null;
        await Patience.UntilAsync(async () => (status = await Admin.ReadinessAsync()) == wanted, () => $"/readyz is {status}:\n{Log.Text()}");
    }

    /// <summary>Puts another text into the configuration file and waits until it is in force.</summary>
    public async Task ConfigureAsync(string text)
    {
        var before = Lines("ConfigurationApplied").Count;
        AtomicFile.Write(Path.Combine(_directory, "configuration.yaml"), text);
        await Patience.UntilAsync(() => Lines("ConfigurationApplied").Count > before, () => $"not applied:\n{Log.Text()}");
    }

    /// <summary>Sends SIGHUP.</summary>
    public void Reload() => Signals.Send(_process.Identity, HangUp);

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Signals.Send(_process.Identity, Signals.Terminate);

    /// <summary>Sends SIGKILL and waits for the end.</summary>
    public async Task KillAsync()
    {
        Signals.Send(_process.Identity, Signals.Kill);
        await _process.Exited.WaitAsync(Patience.Limit);
    }

    /// <summary>Waits for the process' end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitCodeAsync() => _process.Exited.WaitAsync(Patience.Limit);

    /// <summary>Ends the program, and fails where it has logged errors that no one expected.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.Zero);
        var errors = Log.Lines().Where(static line => (string?)line["level"] is "Error" or "Critical").ToList();
        var log = Log.Text();
        _admin?.Dispose();
        Directory.Delete(_directory, recursive: true);
        Assert.True(MayLogErrors || errors.Count == 0, $"the program has logged errors:\n{log}");
    }
}
