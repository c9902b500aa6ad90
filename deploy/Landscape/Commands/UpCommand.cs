using Connectivity.Landscape.Control;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Commands;

/// <summary>Brings a landscape up, proves it, keeps it, and takes it down.</summary>
internal sealed class UpCommand(LandscapeOptions options, Progress progress)
{
    private readonly LandscapeDirectory _directory = new(options.Directory);

    /// <summary>Runs until cancelled.</summary>
    /// <returns>0 if everything was proven, else 1.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        _directory.Create();
        try
        {
            using var only = DirectoryLock.TryTake(_directory.LockFile)
                ?? throw new LandscapeException($"a landscape is up in {options.Directory} already; './landscape down' ends it");
            await _directory.RemoveLeftoversAsync();
            return await RunLockedAsync(cancellation);
        }
        finally
        {
            _directory.RemoveIfEmpty();
        }
    }

    private async Task<int> RunLockedAsync(CancellationToken cancellation)
    {
        using var landscape = new RunningLandscape(_directory, options, progress);
        var proofs = new ProofReport(progress);
        try
        {
            await landscape.StartAsync(options.Shoots, cancellation);
            await LandscapeProofs.RunAsync(landscape, proofs, progress, cancellation);
            progress.Print($"\n{proofs.ToTable()}\n");
            if (!options.ProveOnly)
                await StayAsync(landscape, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Told to go down: not an error, whatever it was doing.
        }
        finally
        {
            progress.Say("going down");
            await landscape.StopAsync();
            Clean();
            progress.Say("down");
        }

        return proofs.AllProven ? 0 : 1;
    }

    private async Task StayAsync(RunningLandscape landscape, CancellationToken cancellation)
    {
        progress.Print(Invitation.Text(landscape, options.Directory));
        using var control = new ControlServer(_directory.ControlSocket);
        await control.RunAsync(new ShootChanges(landscape, progress).ExecuteAsync, cancellation);
    }

    private void Clean()
    {
        if (options.Keep)
            _directory.RemoveState();
        else
            _directory.RemoveFiles();
    }
}
