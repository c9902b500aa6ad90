namespace Connectivity.Shared.Hosting;

/// <summary>One thing a program can be told to do with a configuration file.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Description">One line for the usage text.</param>
/// <param name="RunAsync">Does it: (configuration path, whether to validate only, environment) to exit code.</param>
public sealed record AgentVerb(string Name, string Description, Func<string, bool, AgentEnvironment, Task<int>> RunAsync)
{
    /// <summary>A verb that runs an agent until it is told to end; with <c>--validate</c> it only checks the file.</summary>
    public static AgentVerb Run<TConfig>(string name, string description, Func<Agent<TConfig>> create)
        where TConfig : class =>
        new(name, description, (path, validate, environment) => validate
            ? Task.FromResult(ConfigLoader<TConfig>.Validate(create(), path, environment))
            : new AgentHost<TConfig>(create(), environment).RunAsync(path));

    /// <summary>A verb that checks an agent's file and tells every mistake in it.</summary>
    public static AgentVerb Validate<TConfig>(string name, string description, Func<Agent<TConfig>> create)
        where TConfig : class =>
        new(name, description, (path, _, environment) => Task.FromResult(ConfigLoader<TConfig>.Validate(create(), path, environment)));

    /// <summary>A verb that does one thing with an agent's file and ends; with <c>--validate</c> it only checks the file.</summary>
    /// <param name="name">The word on the command line.</param>
    /// <param name="description">One line for the usage text.</param>
    /// <param name="create">Makes the agent that reads the file.</param>
    /// <param name="run">Does it; an <see cref="AgentStartException"/> is told and makes the exit code 1.</param>
    public static AgentVerb Once<TConfig>(string name, string description, Func<Agent<TConfig>> create, Func<TConfig, AgentContext, Task> run)
        where TConfig : class =>
        new(name, description, (path, validate, environment) => validate
            ? Task.FromResult(ConfigLoader<TConfig>.Validate(create(), path, environment))
            : new OneShot<TConfig>(create, run).RunAsync(path, environment));
}
