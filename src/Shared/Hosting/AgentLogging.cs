using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Connectivity.Shared.Hosting;

/// <summary>Where an agent's log goes: JSON lines on standard error, from a level on that can be changed while it runs.</summary>
public sealed class AgentLogging : IDisposable
{
    private volatile int _level = (int)LogLevel.Information;

    /// <summary>Makes the logging of an agent in its environment.</summary>
    public AgentLogging(AgentEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Loggers = LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Trace).AddFilter(IsLogged);
            if (environment.Logging is { } configure)
                configure(builder);
            else
                AddJsonLines(builder, environment.Time);
        });
    }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The least level that is logged; in force with the next entry.</summary>
    public LogLevel Level
    {
        get => (LogLevel)_level;
        set => _level = (int)value;
    }

    /// <summary>Writes out what is waiting.</summary>
    public void Dispose() => Loggers.Dispose();

    // The web server's own entries say what each admin request did; only its troubles belong into an agent's log. That it
    // cannot start is said by the agent's host, in one line.
    private bool IsLogged(string? category, LogLevel level)
    {
        if (level < Level)
            return false;
        if (category?.StartsWith("Microsoft.", StringComparison.Ordinal) != true)
            return true;
        return level >= LogLevel.Warning && !category.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal);
    }

    private static void AddJsonLines(ILoggingBuilder builder, TimeProvider time)
    {
        builder.Services.AddSingleton<ConsoleFormatter>(new JsonLineFormatter(time));
        builder.AddConsole(static options =>
        {
            options.FormatterName = JsonLineFormatter.FormatterName;
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            // Who does not read the log must not be able to stop the traffic.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }
}
