using System.Net;
using System.Text.Json.Nodes;
using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Processes;
using Xunit;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>A running gateway: the published binary, on a directory of its own.</summary>
internal sealed class GatewayProgram : IAsyncDisposable
{
    private const int HangUp = 1;

    private readonly GatewayFiles _files;
    private readonly ConfigurationWrite _write;
    private readonly ChildProcess _process;
    private GatewayAdmin? _admin;

    private GatewayProgram(GatewayFiles files, ConfigurationWrite write, ChildProcess process)
    {
        (_files, _write, _process) = (files, write, process);
        Log = new GatewayLog(files.Log);
        AccessLog = new GatewayLog(files.AccessLog);
    }

    /// <summary>What it says on standard error.</summary>
    public GatewayLog Log { get; }

    /// <summary>A line for each connection that has ended.</summary>
    public GatewayLog AccessLog { get; }

    /// <summary>Where the access log is written.</summary>
    public string AccessLogPath => _files.AccessLog;

    /// <summary>Where the configuration is read.</summary>
    public string ConfigurationPath => _files.Configuration;

    /// <summary>The admin endpoint.</summary>
    public GatewayAdmin Admin => _admin ?? throw new InvalidOperationException("the gateway has not started");

    /// <summary>The port of the TLS listener.</summary>
    public int Port { get; private set; }

    /// <summary>The process id.</summary>
    public int Pid => _process.Identity.Pid;

    /// <summary>Whether its log may hold errors: the test leads to some.</summary>
    public bool MayLogErrors { get; set; }

    /// <summary>Starts a gateway and waits until it is ready.</summary>
    /// <param name="routes">The routes of its first configuration.</param>
    /// <param name="more">Further keys of the configuration's root.</param>
    /// <param name="write">How its configuration file is written.</param>
    public static async Task<GatewayProgram> StartAsync(IReadOnlyList<HostRoute> routes, string more, ConfigurationWrite write)
    {
        var files = new GatewayFiles(Directory.CreateTempSubdirectory("gateway-").FullName);
        write.Write(files.Configuration, GatewayFile.Text(files.AccessLog, routes, more));
        var process = await ChildProcess.StartAsync(
            "sni-gateway", files.Log, [TestEnvironment.Gateway, "run", "--config", files.Configuration]);
        var gateway = new GatewayProgram(files, write, process);
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            gateway.MayLogErrors = true;
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts another text of the same shape into the configuration file.</summary>
    public void Configure(IReadOnlyList<HostRoute> routes, string more = "") =>
        Configure(GatewayFile.Text(_files.AccessLog, routes, more));

    /// <summary>Puts any text into the configuration file.</summary>
    public void Configure(string text) => _write.Write(_files.Configuration, text);

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Signals.Send(_process.Identity, Signals.Terminate);

    /// <summary>Sends SIGHUP.</summary>
    public void Reload() => Signals.Send(_process.Identity, HangUp);

    /// <summary>Sends SIGTERM and waits until the gateway says that it is not ready any more.</summary>
    public async Task DrainAsync()
    {
        Terminate();
        HttpStatusCode? status = null;
        await Patience.UntilAsync(
            async () => (status = await Admin.ReadinessAsync()) == HttpStatusCode.ServiceUnavailable,
            () => $"/readyz of a draining gateway answers {status}");
    }

    /// <summary>Waits for the process' end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ExitCodeAsync() => _process.Exited.WaitAsync(Patience.Limit);

    /// <summary>Ends the gateway, and fails where it has logged errors that no one expected.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(TimeSpan.Zero);
        var errors = Log.Lines().Where(static line => (string?)line["level"] is "Error" or "Critical").ToList();
        var log = Log.Text();
        _admin?.Dispose();
        Directory.Delete(Path.GetDirectoryName(_files.Configuration)!, recursive: true);
        Assert.True(MayLogErrors || errors.Count == 0, $"the gateway has logged errors:\n{log}");
    }

    private async Task WaitUntilReadyAsync()
    {
        _admin = new GatewayAdmin((string)(await LineAsync("Started"))["adminUrl"]!);
        Port = IPEndPoint.Parse((string)(await LineAsync("Listening"))["address"]!).Port;
        await Patience.UntilAsync(
            async () => await _admin.ReadinessAsync() == HttpStatusCode.OK, () => $"the gateway is not ready:\n{Log.Text()}");
    }

    private Task<JsonNode> LineAsync(string @event) => Log.WaitForAsync(line => _process.Exited.IsCompleted
        ? throw new InvalidOperationException($"the gateway has ended while it started:\n{Log.Text()}")
        : (string?)line["event"] == @event);
}
