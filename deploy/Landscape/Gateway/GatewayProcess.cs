using System.Diagnostics;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Gateway;

/// <summary>The sni-gateway of the landscape: one process in front of every shoot.</summary>
internal sealed class GatewayProcess
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly GatewayConfiguration _configuration;
    private readonly GatewayFiles _files;
    private readonly KeptProcess _process;

    private GatewayProcess(KeptProcess process, GatewayConfiguration configuration, GatewayFiles files)
    {
        _process = process;
        _configuration = configuration;
        _files = files;
    }

    /// <summary>Writes the configuration and starts the gateway on it; it is not ready yet.</summary>
    public static async Task<GatewayProcess> StartAsync(
        string binary,
        GatewayFiles files,
        GatewayConfiguration configuration,
        IReadOnlyCollection<GatewayRoute> routes,
        Supervisor supervisor)
    {
        files.Create();
        AtomicFile.Write(files.Configuration, configuration.Build(routes));
        var process = new KeptProcess(supervisor, "sni-gateway", files.Log, [binary, "run", "--config", files.Configuration]);
        await process.StartAsync();
        return new GatewayProcess(process, configuration, files);
    }

    /// <summary>Waits until the gateway reports that it is ready.</summary>
    /// <exception cref="LandscapeException">It has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var http = LoopbackHttp.Create();
        while (!await LoopbackHttp.SucceedsAsync(http, _configuration.AdminPort, "/readyz", cancellation))
        {
            if (_process.HasEnded)
                throw _process.Failure("has ended while it started");
            if (Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw _process.Failure($"was not ready after {ReadyTimeout.TotalSeconds} s");
            await Task.Delay(ReadyInterval, cancellation);
        }

        _process.SetReady();
    }

    /// <summary>Changes the routes in the file, which is all that the gateway needs: it notices by itself.</summary>
    public void SetRoutes(IReadOnlyCollection<GatewayRoute> routes) =>
        AtomicFile.Write(_files.Configuration, _configuration.Build(routes));

    /// <summary>Kills the gateway, and keeps it away: every connection through it is lost.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Kills the gateway, as a crash would; it comes back by itself.</summary>
    public void Crash() => _process.Crash();

    /// <summary>Starts the gateway again after <see cref="KillAsync"/>, and waits until it is ready.</summary>
    /// <exception cref="LandscapeException">It has ended, or the time is up.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        await _process.StartAsync();
        await WaitUntilReadyAsync(cancellation);
    }

    /// <summary>Ends the gateway, after the connections that are left have had a moment.</summary>
    public Task StopAsync() => _process.StopAsync(StopGrace);
}
