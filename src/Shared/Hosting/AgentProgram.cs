using System.Reflection;
using System.Text;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// A program's command line. Exit codes: 0 for a proper end, 1 for a wrong configuration or a failed start, 2 for wrong usage,
/// 128 + the signal's number when a second signal cut the drain short.
/// </summary>
/// <param name="name">The program's name.</param>
/// <param name="summary">One line that says what it is for.</param>
/// <param name="verbs">What it can be told to do.</param>
public sealed class AgentProgram(string name, string summary, IReadOnlyList<AgentVerb> verbs)
{
    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(AgentProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Does what the arguments say in the environment of this process, its signals included.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        using var signals = AgentSignals.OfProcess();
        return await RunAsync(arguments, new AgentEnvironment { Signals = signals });
    }

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] arguments, AgentEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var command = CommandLine.Parse(arguments, [.. verbs.Select(static v => v.Name)]);
        switch (command.Kind)
        {
            case CommandKind.Version:
                await environment.Output.WriteLineAsync($"{name} {Version}");
                return 0;
            case CommandKind.Help:
                await environment.Output.WriteAsync(Usage());
                return 0;
            case CommandKind.Wrong:
                await environment.Error.WriteAsync($"{name}: {command.Problem}\n{Usage()}");
                return 2;
            default:
                var verb = verbs.First(v => v.Name == command.Verb);
                return await verb.RunAsync(command.ConfigPath, command.Validate, environment);
        }
    }

    private string Usage()
    {
        var text = new StringBuilder($"{name}: {summary}\n\nUsage:\n");
        foreach (var verb in verbs)
            text.Append($"  {name} {verb.Name} --config FILE    {verb.Description}\n");
        return text.Append($"  {name} --version | --help\n\nWith --validate a command only checks the file.\n").ToString();
    }
}
