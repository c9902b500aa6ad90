using System.Diagnostics.Metrics;
using System.Text.Json;
using Connectivity.Shared.Configuration;
using Connectivity.Shared.Hosting.Metrics;
using Connectivity.Shared.Native;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// Runs an agent from its configuration file to its end: start, admin endpoint, new versions of the file, drain.
/// </summary>
/// <param name="agent">The agent; the host disposes of it.</param>
/// <param name="environment">What is around it.</param>
public sealed class AgentHost<TConfig>(Agent<TConfig> agent, AgentEnvironment environment)
    where TConfig : class
{
    private const ulong EnoughOpenFiles = 65_536;
    private const ulong OwnOpenFiles = 128;

    // What ending at once may take: long enough to reset connections, short for who has lost patience.
    private static readonly TimeSpan AtOnceGrace = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the agent serves, with the URL of the admin endpoint (empty without one).</summary>
    public Task<string> Started => _started.Task;

    /// <summary>Runs the agent until a signal ends it.</summary>
    /// <returns>The exit code, as <see cref="AgentProgram"/> says.</returns>
    public async Task<int> RunAsync(string path)
    {
        var file = new ConfigFile(path);
        var errors = new ConfigErrors(path);
        if (ConfigLoader<TConfig>.Load(agent, file.Read(), errors) is not { } config)
        {
            foreach (var line in errors.Lines())
                await environment.Error.WriteLineAsync(line);
            return 1;
        }

        using var logging = new AgentLogging(environment) { Level = config.Host.LogLevel };
        var log = logging.Loggers.CreateLogger("Connectivity.Host");
        try
        {
            return await RunAsync(path, file, config, logging, log);
        }
        catch (AgentStartException e)
        {
            log.CannotStart(e.Message);
            return 1;
        }
#pragma warning disable CA1031 // The last place: what nobody expected is logged in full, and the exit code says failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.Failed(e);
            return 1;
        }
    }

    private async Task<int> RunAsync(string path, ConfigFile file, LoadedConfig<TConfig> config, AgentLogging logging, ILogger log)
    {
        using var meter = new Meter("connectivity");
        using var exporter = new PrometheusExporter([meter]);
        ProcessMetrics.AddTo(meter, environment.Time);
        var reloads = new ConfigReloads<TConfig>(agent, config, logging, meter);
        var status = new AgentStatus(agent.Readiness);
        var openFiles = RaiseFileLimit(log);
        AdminEndpoint? admin = null;
        var abandoned = false;
        try
        {
            if (config.Host.AdminAddress is { } address)
            {
                admin = await AdminEndpoint.StartAsync(
                    address, status, exporter, json => WriteConfig(json, reloads.Current), agent.MapAdmin, logging.Loggers);
            }

            await agent.StartAsync(config.Agent, new AgentContext(logging.Loggers, meter, environment.Time));
            status.Started();
            log.Started(AgentProgram.Version, path, admin?.Url ?? "none", openFiles);
            _started.TrySetResult(admin?.Url ?? "");
            (var exitCode, abandoned) = await ServeAsync(path, file, reloads, status, log);
            return exitCode;
        }
        finally
        {
            // An agent that is still draining is not disposed of: the process ends next, and takes what is left with it.
            if (!abandoned)
                await CloseAsync(admin);
        }
    }

    private async Task<(int ExitCode, bool Abandoned)> ServeAsync(
        string path, ConfigFile file, ConfigReloads<TConfig> reloads, AgentStatus status, ILogger log)
    {
        using var ending = new CancellationTokenSource();
        using var atOnce = new CancellationTokenSource();
        var watching = WatchAsync(path, file, reloads, ending.Token);
        var signal = await environment.Signals.End;
        status.Draining();
        log.Draining(signal.ToString());

        var draining = DrainAsync(ending, watching, atOnce.Token);
        if (await Task.WhenAny(draining, environment.Signals.EndAtOnce) == draining)
        {
            await draining;
            log.Ended();
            return (0, false);
        }

        var second = await environment.Signals.EndAtOnce;
        await atOnce.CancelAsync();
        // The kernel closes what the agent leaves open, and to the peer that would look like a proper end.
        await Task.WhenAny(draining, Task.Delay(AtOnceGrace, environment.Time, CancellationToken.None));
        log.EndedAtOnce(second.ToString());
        return (128 + AgentSignals.NumberOf(second), !draining.IsCompletedSuccessfully);
    }

    // The agent drains after its last configuration, never while it takes one.
    private async Task DrainAsync(CancellationTokenSource ending, Task watching, CancellationToken atOnce)
    {
        await ending.CancelAsync();
        await watching;
        await agent.DrainAsync(atOnce);
    }

    private async Task WatchAsync(string path, ConfigFile file, ConfigReloads<TConfig> reloads, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(ConfigFile.PollInterval, environment.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending))
            {
                if ((environment.Signals.TakeReload() ? file.Read() : file.Poll()) is { } content)
                    await reloads.TakeAsync(content, path);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The agent ends; it no longer takes new configurations.
        }
    }

    private async Task CloseAsync(AdminEndpoint? admin)
    {
        if (admin is not null)
            await admin.DisposeAsync();
        await agent.DisposeAsync();
    }

    private void WriteConfig(Utf8JsonWriter json, LoadedConfig<TConfig> config)
    {
        config.Host.Write(json);
        agent.WriteConfig(json, config.Agent);
    }

    private static ulong RaiseFileLimit(ILogger log)
    {
        var limit = FileLimit.RaiseToHard();
        if (limit < EnoughOpenFiles)
            log.FewOpenFiles(limit, (limit - Math.Min(limit, OwnOpenFiles)) / 2);
        return limit;
    }
}
