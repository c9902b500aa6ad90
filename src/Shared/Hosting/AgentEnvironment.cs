using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>What an agent finds around it. The defaults are this process's own; tests put others in their place.</summary>
public sealed record AgentEnvironment
{
    /// <summary>Standard output: the result of a command, and the access log of an agent.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>Standard error: what is wrong before there is a log.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>The clock and timers of everything.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The signals to obey.</summary>
    public required AgentSignals Signals { get; init; }

    /// <summary>Adds where log entries go; null for JSON lines on standard error.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
