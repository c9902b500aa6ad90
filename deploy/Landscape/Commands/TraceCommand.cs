using Connectivity.Landscape.State;
using Connectivity.Landscape.Tracing;

namespace Connectivity.Landscape.Commands;

/// <summary>Walks the way from a client to the kubelets of a shoot, and says of each leg that it works, or exactly why not.</summary>
internal static class TraceCommand
{
    /// <returns>0 when everything that could be looked at works, else 1.</returns>
    /// <exception cref="LandscapeException">No landscape is up, or it has no such shoot.</exception>
    public static async Task<int> RunAsync(LandscapeOptions options, string? shoot, Action<string> write, CancellationToken cancellation)
    {
        var name = shoot ?? throw new FormatException("trace needs the shoot's name");
        var directory = new LandscapeDirectory(options.Directory);
        if (directory.ReadState() is not { Owner.IsAlive: true } state)
            throw new LandscapeException($"no landscape is up in {options.Directory}");
        var found = state.Shoots.FirstOrDefault(known => known.Name == name)
            ?? throw new LandscapeException($"there is no shoot {name}; there are: {string.Join(", ", state.Shoots.Select(static known => known.Name))}");
        var legs = await new ShootTrace(new ShootContext(directory, state, found)).RunAsync(cancellation);
        write($"shoot {name}");
        foreach (var line in TraceReport.Lines(legs))
            write(line);
        return TraceReport.ExitCode(legs);
    }
}
