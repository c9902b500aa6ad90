using Connectivity.Landscape.Output;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>Has faults happen to a landscape, one after the other, and finds out what each did.</summary>
internal sealed class ChaosRun(RunningLandscape landscape, ChaosReport report)
{
    // Less would miss what begins late.
    private static readonly TimeSpan Observation = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(90);

    private IEnumerable<Shoot> Calling => landscape.Shoots.Where(shoot => shoot.Workers is { AreReachable: true, Proxies.Count: > 0 });

    private WebhookProof? Webhook => landscape.Shoots[0] is { Workers: { AreReachable: true, HaveWebhook: true } } shoot
        ? new WebhookProof(landscape.KubectlOf(shoot), shoot.Pki)
        : null;

    /// <summary>Does all of it.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(IEnumerable<Fault> faults, CancellationToken cancellation)
    {
        try
        {
            await PrepareAsync(cancellation);
            foreach (var fault in faults)
            {
                report.Begin($"{fault.Name}: {fault.Title}");
                await RunAsync(fault, cancellation);
                await WaitUntilWholeAsync(cancellation);
            }
        }
        finally
        {
            await Task.WhenAll(Calling.Select(shoot => CallingPods.RemoveAsync(landscape.DirectKubectlOf(shoot))));
            await (Webhook?.UnregisterAsync() ?? Task.CompletedTask);
        }
    }

    // What the paths need. All of it may be there from the proofs.
    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(landscape.Shoots.Where(shoot => shoot.Workers is not null).Select(async shoot =>
        {
            var kubectl = landscape.KubectlOf(shoot);
            await Workload.RunAsync(kubectl, cancellation);
            await ClientPods.RunAsync(kubectl, shoot.Name, cancellation);
            if (Calling.Contains(shoot))
                await CallingPods.RunAsync(kubectl, shoot.Name, cancellation);
        }));
        await (Webhook?.RegisterAsync(cancellation) ?? Task.CompletedTask);
    }

    private async Task RunAsync(Fault fault, CancellationToken cancellation)
    {
        var survivors = new List<Survivor>();
        var paths = await TriedPaths.OfAsync(landscape, cancellation);
        try
        {
            await foreach (var survivor in fault.OpenAsync(cancellation))
                survivors.Add(survivor);
            await Proof.WithinAsync(StartLimit, All(paths, (path, inner) => path.StartAsync(inner)), cancellation);
            var happened = DateTimeOffset.UtcNow;
            await fault.HappenAsync(cancellation);
            await WaitForRecoveryAsync(paths, happened, cancellation);
            foreach (var path in paths)
                Report(path, Recovery.Of(happened, await path.StopAsync()), fault.MayInterrupt(path));
            var ends = await Task.WhenAll(survivors.Select(survivor => FailureAsync(survivor, cancellation)));
            foreach (var (survivor, failure) in survivors.Zip(ends))
                report.Add(survivor.Title, failure ?? "went on", isGood: failure is null);
        }
        finally
        {
            foreach (var path in paths)
                await path.StopAsync();
            foreach (var survivor in survivors)
                await survivor.DisposeAsync();
        }
    }

    private static async Task WaitForRecoveryAsync(IReadOnlyList<TriedPath> paths, DateTimeOffset happened, CancellationToken cancellation)
    {
        var over = DateTimeOffset.UtcNow;
        var left = happened + Observation - over;
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancellation);
        try
        {
            await Proof.WithinAsync(RecoveryLimit, All(paths, (path, inner) => path.WaitUntilWorkingAsync(over, inner)), cancellation);
        }
        catch (LandscapeException)
        {
            // What has not come back is seen path by path.
        }
    }

    private static Func<CancellationToken, Task<int>> All(IReadOnlyList<TriedPath> paths, Func<TriedPath, CancellationToken, Task> work) =>
        async inner =>
        {
            await Task.WhenAll(paths.Select(path => work(path, inner)));
            return paths.Count;
        };

    private void Report(TriedPath path, Recovery recovery, bool mayBeInterrupted)
    {
        var isGood = mayBeInterrupted ? recovery.IsBack : recovery.WentOn;
        report.Add(path.Title, isGood || !recovery.IsBack ? recovery.ToString() : $"{recovery}, but was to go on: {recovery.Failure}", isGood);
    }

    private static async Task<string?> FailureAsync(Survivor survivor, CancellationToken cancellation)
    {
        try
        {
            await Proof.WithinAsync(StartLimit, async inner =>
            {
                await survivor.ProveAsync(inner);
                return true;
            }, cancellation);
            return null;
        }
        catch (LandscapeException failure)
        {
            return failure.Message;
        }
    }

    // The next fault is to find everything as it was.
    private Task WaitUntilWholeAsync(CancellationToken cancellation) => Task.WhenAll(landscape.Shoots
        .Select(shoot => shoot.Workers?.WaitForTunnelAsync(new Progress(_ => { }), cancellation) ?? Task.CompletedTask));
}
