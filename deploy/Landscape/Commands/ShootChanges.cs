using Connectivity.Landscape.Chaos;
using Connectivity.Landscape.Control;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Commands;

/// <summary>Changes a running landscape: adds shoots and removes them, and proves that the others did not notice.</summary>
internal sealed class ShootChanges(RunningLandscape landscape, Progress terminal)
{
    /// <summary>Carries out what another shell asked for.</summary>
    /// <returns>0 if it is done and proven, else 1.</returns>
    public async Task<int> ExecuteAsync(ControlRequest request, Action<string> tell, CancellationToken cancellation)
    {
        var progress = new Progress(line =>
        {
            tell(line);
            terminal.Print(line);
        });
        try
        {
            return request.Command switch
            {
                "add-shoot" => await AddAsync(request.Shoot, progress, cancellation),
                "remove-shoot" => await RemoveAsync(request.Shoot, progress, cancellation),
                "restart-gateway" => await GatewayRestart.RunAsync(landscape, progress, cancellation),
                "chaos" => await ChaosCommand.RunAsync(landscape, request.Shoot, progress, cancellation),
                _ => throw new LandscapeException($"'{request.Command}' is no command of a running landscape"),
            };
        }
        catch (Exception error) when (error is LandscapeException or FormatException)
        {
            progress.Say($"error: {error.Message}");
            return 1;
        }
    }

    private async Task<int> AddAsync(string? requested, Progress progress, CancellationToken cancellation)
    {
        var name = ChooseName(requested);
        var report = new ProofReport(progress);
        await using var witness = await WatchAnotherAsync(name, progress, cancellation);
        var shoot = await StartAsync(name, progress, cancellation);

        landscape.RouteTo(landscape.Shoots);
        await report.ProveAsync($"shoot {name}: the gateway leads to it",
            inner => landscape.Proofs.WaitForRouteToAsync(shoot, inner),
            cancellation);
        await shoot.JoinNodesAsync(progress, cancellation);
        await report.ProveAsync($"shoot {name}: its names get a certificate of its own authority",
            inner => landscape.Proofs.ServesItsOwnCertificateAsync(shoot, inner),
            cancellation);
        await report.ProveAsync($"shoot {name}: kubectl reads the server's version",
            inner => landscape.Proofs.AnswersVersionAsync(shoot, inner),
            cancellation);
        if (shoot.Workers is { } workers)
            await WorkerProofs.RunAsync(landscape, shoot, workers, report, progress, cancellation);
        await ProveUndisturbedAsync(witness, report, cancellation);
        progress.Print($"    {landscape.KubectlBinary} --kubeconfig {shoot.Files.Kubeconfig} get namespaces");
        return report.AllProven ? 0 : 1;
    }

    private async Task<int> RemoveAsync(string? requested, Progress progress, CancellationToken cancellation)
    {
        var name = ShootName.Parse(requested ?? throw new FormatException("remove-shoot needs the shoot's name"));
        var shoot = landscape.Shoots.FirstOrDefault(shoot => shoot.Name == name)
            ?? throw new LandscapeException($"there is no shoot {name}");
        var report = new ProofReport(progress);
        await using var witness = await WatchAnotherAsync(name, progress, cancellation);

        landscape.RouteTo(landscape.Shoots.Where(other => other != shoot));
        await report.ProveAsync($"shoot {name}: its names are refused with the alert unrecognized_name (112)",
            inner => landscape.Proofs.RefusesARemovedAsync(name, inner),
            cancellation);
        await landscape.StopShootAsync(shoot);
        progress.Say($"shoot {name}: everything of it has ended, its files are removed");
        await ProveUndisturbedAsync(witness, report, cancellation);
        return report.AllProven ? 0 : 1;
    }

    private ShootName ChooseName(string? requested)
    {
        var taken = landscape.Shoots.Select(shoot => shoot.Name.Value).ToHashSet();
        if (taken.Count >= CommandLine.MaxShoots)
            throw new LandscapeException($"{CommandLine.MaxShoots} shoots are the most that one landscape has");
        var name = requested is null ? ShootName.Next(taken).First() : ShootName.Parse(requested);
        return taken.Contains(name.Value) ? throw new LandscapeException($"there is a shoot {name} already") : name;
    }

    private async Task<Shoot> StartAsync(ShootName name, Progress progress, CancellationToken cancellation)
    {
        try
        {
            return await landscape.StartShootAsync(name, progress, cancellation);
        }
        catch (LandscapeException)
        {
            if (landscape.Shoots.FirstOrDefault(shoot => shoot.Name == name) is { } half)
                await landscape.StopShootAsync(half);
            throw;
        }
    }

    // A watch on a shoot that is not concerned, open from before the change to after it.
    private async Task<Witness?> WatchAnotherAsync(ShootName concerned, Progress progress, CancellationToken cancellation)
    {
        var other = landscape.Shoots.FirstOrDefault(shoot => shoot.Name != concerned);
        if (other is null)
            return null;
        var watch = await ConfigMapWatch.StartAsync(landscape.KubectlOf(other), cancellation);
        progress.Say($"shoot {other.Name}: a kubectl watch is open");
        return new Witness(other.Name, watch);
    }

    private static async Task ProveUndisturbedAsync(Witness? witness, ProofReport report, CancellationToken cancellation)
    {
        if (witness is null)
            return;
        await report.ProveAsync(
            $"shoot {witness.Shoot}: the watch that was open all the time lives", witness.Watch.ProveAliveAsync, cancellation);
    }

    private sealed record Witness(ShootName Shoot, ConfigMapWatch Watch) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Watch.DisposeAsync();
    }
}
