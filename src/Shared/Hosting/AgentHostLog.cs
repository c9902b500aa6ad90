using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>What the host says, event ids 1 to 19; an agent's own begin at 100.</summary>
internal static partial class AgentHostLog
{
    [LoggerMessage(1, LogLevel.Information, "Started version {Version} with {ConfigPath}; admin endpoint {AdminUrl}; up to {OpenFiles} open files")]
    public static partial void Started(this ILogger logger, string version, string configPath, string adminUrl, ulong openFiles);

    [LoggerMessage(2, LogLevel.Warning, "The limit of open files is {OpenFiles}: room for about {Connections} connections, two descriptors each; raise it to 65536 or more (LimitNOFILE=, ulimit -n)")]
    public static partial void FewOpenFiles(this ILogger logger, ulong openFiles, ulong connections);

    [LoggerMessage(3, LogLevel.Error, "Cannot start: {Problem}")]
    public static partial void CannotStart(this ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Information, "Draining after {Signal}; the next signal ends at once")]
    public static partial void Draining(this ILogger logger, string signal);

    [LoggerMessage(5, LogLevel.Information, "Ended")]
    public static partial void Ended(this ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "Ended at once after {Signal}, drain unfinished")]
    public static partial void EndedAtOnce(this ILogger logger, string signal);

    [LoggerMessage(7, LogLevel.Critical, "Failed")]
    public static partial void Failed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Information, "Configuration applied")]
    public static partial void ConfigurationApplied(this ILogger logger);

    [LoggerMessage(11, LogLevel.Error, "Configuration refused, the old one stays in force; errors: {Count}")]
    public static partial void ConfigurationRefused(this ILogger logger, int count);

    [LoggerMessage(12, LogLevel.Error, "{Problem}")]
    public static partial void ConfigurationProblem(this ILogger logger, string problem);

    [LoggerMessage(13, LogLevel.Warning, "{Setting}")]
    public static partial void ConfigurationNeedsRestart(this ILogger logger, string setting);

    [LoggerMessage(14, LogLevel.Error, "Configuration could not be put in force")]
    public static partial void ConfigurationFailed(this ILogger logger, Exception exception);
}
