using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Connectivity.TestKit.Hosting;

/// <summary>Keeps log entries as "Level: message".</summary>
public sealed class TestLog : ILoggerProvider, ILogger
{
    /// <summary>The entries so far, in their order.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
