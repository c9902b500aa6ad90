using Connectivity.Shared.Configuration;

namespace Connectivity.Shared.Hosting;

/// <summary>A valid file: the host's keys and the agent's.</summary>
internal sealed record LoadedConfig<TConfig>(HostSettings Host, TConfig Agent);

/// <summary>From a file's content to a valid configuration, or the list of its mistakes.</summary>
internal static class ConfigLoader<TConfig>
    where TConfig : class
{
    /// <summary>The configuration; null if the errors say why not. The content is used up.</summary>
    public static LoadedConfig<TConfig>? Load(Agent<TConfig> agent, ConfigContent content, ConfigErrors errors)
    {
        using var used = content;
        if (content.Problem is not null)
        {
            errors.Add(content.Problem);
            return null;
        }

        var binding = agent.NewBinding();
        return ConfigReader.Bind(
            content.OpenText(),
            new ConfigBinding<LoadedConfig<TConfig>>(
                map => new LoadedConfig<TConfig>(HostSettings.Bind(map), binding.Bind(map)), binding.Streamed),
            errors);
    }

    /// <summary>Tells every mistake of a file on standard output.</summary>
    /// <returns>The exit code: 0 for a valid file, else 1.</returns>
    public static int Validate(Agent<TConfig> agent, string path, AgentEnvironment environment)
    {
        var errors = new ConfigErrors(path);
        Load(agent, new ConfigFile(path).Read(), errors);
        foreach (var line in errors.Lines())
            environment.Output.WriteLine(line);
        if (!errors.Any)
            environment.Output.WriteLine($"{path}: ok");
        return errors.Any ? 1 : 0;
    }
}
