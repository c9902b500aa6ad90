using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Commands;

/// <summary>Shows what is up.</summary>
internal static class StatusCommand
{
    /// <returns>0 while a landscape is up, 3 where none is: the codes of init scripts (Linux Standard Base).</returns>
    public static async Task<int> RunAsync(LandscapeOptions options, Action<string> write, CancellationToken cancellation)
    {
        const int NotRunning = 3;
        var directory = new LandscapeDirectory(options.Directory);
        if (directory.ReadState() is not { } state)
        {
            write($"no landscape in {options.Directory}");
            return NotRunning;
        }

        if (!state.Owner.IsAlive)
        {
            write($"a landscape in {options.Directory} has crashed; './landscape down' removes what it left, './landscape up' does so too");
            return NotRunning;
        }

        write($"landscape in {options.Directory}, kept up by process {state.Owner.Pid}");
        var gateway = await GatewayAsync(state.AdminPort, cancellation);
        write($"gateway on 127.0.0.1:{state.GatewayPort}: {gateway}; admin on 127.0.0.1:{state.AdminPort}");
        var shoots = await Task.WhenAll(state.Shoots.Select(shoot => new ShootStatus(directory, state, shoot).DescribeAsync(cancellation)));
        foreach (var line in shoots.SelectMany(lines => lines))
            write(line);
        foreach (var process in state.Processes)
            write($"process {process.Identity.Pid,8}  {(process.Identity.IsAlive ? "runs " : "ended")}  {process.Name}");
        return 0;
    }

    private static async Task<string> GatewayAsync(int adminPort, CancellationToken cancellation)
    {
        using var http = LoopbackHttp.Create();
        return await LoopbackHttp.SucceedsAsync(http, adminPort, "/readyz", cancellation) ? "ready" : "not ready";
    }
}
