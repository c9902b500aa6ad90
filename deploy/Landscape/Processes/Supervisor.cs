using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Processes;

/// <summary>Starts processes and keeps account of those that run.</summary>
/// <param name="progress">Is told of each that ends unasked.</param>
/// <param name="changed">Called after every start and end, so that the account can be written down.</param>
internal sealed class Supervisor(Progress progress, Action changed)
{
    private readonly Lock _lock = new();
    private readonly List<ChildProcess> _running = [];

    /// <summary>What runs, in the order of the starts.</summary>
    public IReadOnlyList<ChildProcess> Running
    {
        get
        {
            lock (_lock)
                return [.. _running];
        }
    }

    /// <summary>Starts a program; see <see cref="ChildProcess.StartAsync"/>.</summary>
    public async Task<ChildProcess> StartAsync(string name, string logFile, IEnumerable<string> command)
    {
        var process = await ChildProcess.StartAsync(name, logFile, command);
        lock (_lock)
            _running.Add(process);
        changed();
        _ = RemoveAtExitAsync(process);
        return process;
    }

    /// <summary>Tells of what happens to a process.</summary>
    public void Say(string message) => progress.Say(message);

    private async Task RemoveAtExitAsync(ChildProcess process)
    {
        var exitCode = await process.Exited;
        lock (_lock)
            _running.Remove(process);
        changed();
        if (!process.IsStopping)
            progress.Say($"{process.Name} has ended by itself (exit code {exitCode}); its output: {process.LogFile}");
    }
}
