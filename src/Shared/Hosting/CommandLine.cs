namespace Connectivity.Shared.Hosting;

/// <summary>What a command line asks for.</summary>
public enum CommandKind
{
    /// <summary>A verb with a configuration file.</summary>
    Verb,

    /// <summary>The program's version.</summary>
    Version,

    /// <summary>The usage text.</summary>
    Help,

    /// <summary>Nothing that can be done; <see cref="CommandLine.Problem"/> says why.</summary>
    Wrong,
}

/// <summary>A command line, read: <c>VERB [--validate] --config FILE</c>, <c>--version</c> or <c>--help</c>.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Verb">The verb; empty unless the kind is <see cref="CommandKind.Verb"/>.</param>
/// <param name="ConfigPath">The file; empty unless the kind is <see cref="CommandKind.Verb"/>.</param>
/// <param name="Validate">Whether the file is only to be checked.</param>
/// <param name="Problem">What is wrong; empty unless the kind is <see cref="CommandKind.Wrong"/>.</param>
public sealed record CommandLine(CommandKind Kind, string Verb = "", string ConfigPath = "", bool Validate = false, string Problem = "")
{
    /// <summary>Reads the arguments of a program (without its name) that knows the given verbs.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> verbs)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Any(static a => a is "--help" or "-h"))
            return new CommandLine(CommandKind.Help);
        if (arguments is ["--version"])
            return new CommandLine(CommandKind.Version);
        if (arguments.Count == 0)
            return Wrong("a command is missing");
        if (!verbs.Contains(arguments[0], StringComparer.Ordinal))
            return Wrong($"unknown command '{arguments[0]}'");
        return ParseOptions(arguments);
    }

    private static CommandLine ParseOptions(IReadOnlyList<string> arguments)
    {
        const string ConfigEquals = "--config=";
        string? path = null;
        var validate = false;
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--validate")
                validate = true;
            else if (path is not null && argument.StartsWith("--config", StringComparison.Ordinal))
                return Wrong("--config is given twice");
            else if (argument.StartsWith(ConfigEquals, StringComparison.Ordinal))
                path = argument[ConfigEquals.Length..];
            else if (argument == "--config" && i + 1 < arguments.Count)
                path = arguments[++i];
            else
                return Wrong(argument == "--config" ? "--config needs a file" : $"unknown argument '{argument}'");
        }

        return string.IsNullOrEmpty(path)
            ? Wrong("--config FILE is missing")
            : new CommandLine(CommandKind.Verb, arguments[0], path, validate);
    }

    private static CommandLine Wrong(string problem) => new(CommandKind.Wrong, Problem: problem);
}
