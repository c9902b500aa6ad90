using Connectivity.Shared.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>Something that a program does once with its configuration file, and ends.</summary>
/// <typeparam name="TConfig">The agent's configuration.</typeparam>
/// <param name="create">Makes the agent that reads the file; it is never started.</param>
/// <param name="run">Does it; called with the loggers of the configuration's level.</param>
internal sealed class OneShot<TConfig>(Func<Agent<TConfig>> create, Func<TConfig, AgentContext, Task> run)
    where TConfig : class
{
    /// <summary>Reads the file and does it.</summary>
    /// <returns>The exit code: 1 for a wrong file and for an <see cref="AgentStartException"/>, whose message is told.</returns>
    public async Task<int> RunAsync(string path, AgentEnvironment environment)
    {
        await using var agent = create();
        var errors = new ConfigErrors(path);
        if (ConfigLoader<TConfig>.Load(agent, new ConfigFile(path).Read(), errors) is not { } config)
        {
            foreach (var line in errors.Lines())
                await environment.Error.WriteLineAsync(line);
            return 1;
        }

        using var logging = new AgentLogging(environment) { Level = config.Host.LogLevel };
        using var meter = new System.Diagnostics.Metrics.Meter("connectivity");
        try
        {
            await run(config.Agent, new AgentContext(logging.Loggers, meter, environment.Time));
            return 0;
        }
        catch (AgentStartException e)
        {
            logging.Loggers.CreateLogger("Connectivity.Host").CannotStart(e.Message);
            return 1;
        }
    }
}
