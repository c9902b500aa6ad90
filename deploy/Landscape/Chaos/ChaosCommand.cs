using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Chaos;

/// <summary>What <c>./landscape chaos</c> asks of the landscape that is up.</summary>
internal static class ChaosCommand
{
    /// <param name="landscape">The landscape.</param>
    /// <param name="asked">The fault; null for all.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>0 if what had to go on did, and all else came back; else 1.</returns>
    /// <exception cref="LandscapeException">There is no such fault here.</exception>
    public static async Task<int> RunAsync(RunningLandscape landscape, string? asked, Progress progress, CancellationToken cancellation)
    {
        if (landscape.Shoots.Count == 0)
            throw new LandscapeException("there is no shoot");
        var possible = new Faults(landscape).All().ToList();
        var faults = asked is null ? possible : [.. possible.Where(fault => fault.Name == asked)];
        if (faults.Count == 0)
            throw new LandscapeException($"'{asked}' is no fault of this landscape; it has {string.Join(", ", possible.Select(fault => fault.Name))}");
        var report = new ChaosReport(progress);
        await new ChaosRun(landscape, report).RunAsync(faults, cancellation);
        progress.Print($"\n{report.ToTable()}");
        var missing = Faults.Names.Except(possible.Select(fault => fault.Name)).ToList();
        if (asked is null && missing.Count > 0)
            progress.Print($"  left out: {string.Join(", ", missing)}; they take nodes, with tunnel and apiserver-proxy, and lost-agent two of them");
        return report.IsGood ? 0 : 1;
    }
}
