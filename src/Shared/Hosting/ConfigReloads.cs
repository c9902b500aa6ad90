using System.Diagnostics.Metrics;
using Connectivity.Shared.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// Puts new versions of the configuration file in force. An invalid one is told (log, metrics) and changes nothing.
/// </summary>
internal sealed class ConfigReloads<TConfig>
    where TConfig : class
{
    private const int MaxLogged = 100;

    private readonly Agent<TConfig> _agent;
    private readonly AgentLogging _logging;
    private readonly ILogger _log;
    private readonly Counter<long> _reloads;
    private readonly HostSettings _started;
    private volatile LoadedConfig<TConfig> _current;
    private volatile bool _valid = true;

    public ConfigReloads(Agent<TConfig> agent, LoadedConfig<TConfig> first, AgentLogging logging, Meter meter)
    {
        (_agent, _current, _started, _logging) = (agent, first, first.Host, logging);
        _log = logging.Loggers.CreateLogger("Connectivity.Configuration");
        _reloads = meter.CreateCounter<long>("connectivity.config.reloads", null, "Times the configuration file was read again, by what came of it.");
        foreach (var result in (string[])["applied", "invalid", "failed"])
            Count(result, 0);
        meter.CreateObservableGauge("connectivity.config.valid", () => _valid ? 1 : 0, null, "Whether the configuration file, as it is now, is in force.");
    }

    /// <summary>What is in force.</summary>
    public LoadedConfig<TConfig> Current => _current;

    /// <summary>Reads the content and puts it in force if it is valid. Never throws.</summary>
    public async Task TakeAsync(ConfigContent content, string path)
    {
        var errors = new ConfigErrors(path);
        try
        {
            if (ConfigLoader<TConfig>.Load(_agent, content, errors) is { } loaded)
                Accept(loaded, await _agent.ApplyAsync(loaded.Agent));
            else
                Refuse(errors);
        }
#pragma warning disable CA1031 // Whatever a new file leads to, the agent goes on with the old one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _valid = false;
            Count("failed", 1);
            _log.ConfigurationFailed(e);
        }
    }

    private void Refuse(ConfigErrors errors)
    {
        _valid = false;
        Count("invalid", 1);
        _log.ConfigurationRefused(errors.Count);
        foreach (var line in errors.Lines().Take(MaxLogged))
            _log.ConfigurationProblem(line);
    }

    private void Accept(LoadedConfig<TConfig> loaded, IReadOnlyList<string> warnings)
    {
        (_current, _valid, _logging.Level) = (loaded, true, loaded.Host.LogLevel);
        Count("applied", 1);
        _log.ConfigurationApplied();
        if (loaded.Host.AdminAddress != _started.AdminAddress)
            _log.ConfigurationNeedsRestart("admin.address: the new value takes a restart to come into force");
        foreach (var warning in warnings)
            _log.ConfigurationNeedsRestart(warning);
    }

    private void Count(string result, long times) => _reloads.Add(times, new KeyValuePair<string, object?>("result", result));
}
