namespace Connectivity.Landscape.Processes;

/// <summary>
/// A process that is started again when it ends unasked, as a kubelet does with a container. Until it has been ready once it is not: what
/// cannot start is to be seen.
/// </summary>
internal sealed class KeptProcess(Supervisor supervisor, string name, string logFile, IEnumerable<string> command)
{
    /// <summary>From the end of a process to the start of the next, the first time.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    // One that ends again and again is not to fill the terminal.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private readonly string[] _command = [.. command];
    private volatile ChildProcess? _process;
    private volatile bool _wasReady;
    private CancellationTokenSource _ending = new();
    private Task _keeping = Task.CompletedTask;

    public string Name => name;

    /// <summary>Whether it has been started and has ended.</summary>
    public bool HasEnded => _process is { Exited.IsCompleted: true };

    /// <summary>Starts it; it is not ready yet.</summary>
    public async Task StartAsync()
    {
        _ending = new CancellationTokenSource();
        var process = await supervisor.StartAsync(name, logFile, _command);
        _process = process;
        _keeping = KeepAsync(process, _ending.Token);
    }

    /// <summary>Says that it has been ready: from now on it is started again.</summary>
    public void SetReady() => _wasReady = true;

    /// <summary>Kills it, as a crash would. It is started again.</summary>
    public void Crash() => Signals.Send(Started.Identity, Signals.Kill);

    /// <summary>Kills it, and keeps it away until <see cref="StartAsync"/>.</summary>
    public Task KillAsync() => StopAsync(TimeSpan.Zero);

    /// <summary>Asks it to end, and kills it when it has not within a time. It stays away until <see cref="StartAsync"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (_process is not { } process)
            return;
        await _ending.CancelAsync();
        await (grace == TimeSpan.Zero ? process.KillAsync() : process.StopAsync(grace));
        await _keeping;
    }

    /// <summary>What went wrong with it, and its last words.</summary>
    public LandscapeException Failure(string what) => new($"{name} {what} (--keep keeps its log). It said last:\n{Started.LogTail()}");

    private ChildProcess Started => _process ?? throw new InvalidOperationException($"{name} was not started");

    private async Task KeepAsync(ChildProcess process, CancellationToken ending)
    {
        var pause = ShortestPause;
        while (true)
        {
            var lived = process.Exited.WaitAsync(Settled, CancellationToken.None);
            await ((Task)lived).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = lived.IsFaulted ? ShortestPause : pause;
            await process.Exited;
            if (ending.IsCancellationRequested || !_wasReady)
                return;
            await Task.Delay(pause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested)
                return;
            process = await StartAgainAsync(ending);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<ChildProcess> StartAgainAsync(CancellationToken ending)
    {
        var process = await supervisor.StartAsync(name, logFile, _command);
        _process = process;
        supervisor.Say($"{name} is started again");
        // It was to stop while it was being started, and whoever wanted that had hold of the one before.
        if (ending.IsCancellationRequested)
            await process.KillAsync();
        return process;
    }
}
