using System.Diagnostics;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Commands;

/// <summary>Takes down the landscape that another shell keeps up, or what is left of one that crashed.</summary>
internal static class DownCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(LandscapeOptions options, Progress progress, CancellationToken cancellation)
    {
        if (!Directory.Exists(options.Directory))
        {
            progress.Say($"no landscape in {options.Directory}");
            return 0;
        }

        var directory = new LandscapeDirectory(options.Directory);
        if (directory.ReadState()?.Owner is { IsAlive: true } owner)
            await EndAsync(owner, progress, cancellation);

        // After an orderly end nothing says that a landscape was here; what it was told to keep stays.
        if (directory.ReadState() is not null)
            await RemoveLeftoversAsync(directory, progress);
        progress.Say("down");
        return 0;
    }

    private static async Task EndAsync(ProcessIdentity owner, Progress progress, CancellationToken cancellation)
    {
        progress.Say($"telling the landscape to go down (process {owner.Pid})");
        Signals.Send(owner, Signals.Terminate);
        var start = Stopwatch.GetTimestamp();
        while (owner.IsAlive)
        {
            if (Stopwatch.GetElapsedTime(start) > Timeout)
                throw new LandscapeException($"the landscape (process {owner.Pid}) is still there after {Timeout.TotalSeconds} s");
            await Task.Delay(Interval, cancellation);
        }
    }

    private static async Task RemoveLeftoversAsync(LandscapeDirectory directory, Progress progress)
    {
        using (DirectoryLock.TryTake(directory.LockFile)
            ?? throw new LandscapeException($"another landscape has come up in {directory.Path}"))
        {
            progress.Say("removing what a crash has left");
            await directory.RemoveLeftoversAsync();
        }

        directory.RemoveIfEmpty();
    }
}
