using System.Net;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Commands;

/// <summary>Shows what is up.</summary>
internal static class StatusCommand
{
    /// <returns>0 while a landscape is up, 3 where none is: the codes of init scripts (Linux Standard Base).</returns>
    public static async Task<int> RunAsync(LandscapeOptions options, Action<string> write, CancellationToken cancellation)
    {
        const int NotRunning = 3;
        if (new LandscapeDirectory(options.Directory).ReadState() is not { } state)
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
        foreach (var shoot in state.Shoots)
            write($"shoot {shoot.Name}: {shoot.Host} -> 127.0.0.1:{shoot.ApiserverPort}, kubeconfig {shoot.Kubeconfig}");
        foreach (var process in state.Processes)
            write($"process {process.Identity.Pid,8}  {(process.Identity.IsAlive ? "runs " : "ended")}  {process.Name}");
        return 0;
    }

    private static async Task<string> GatewayAsync(int adminPort, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{adminPort}/readyz"), cancellation);
            return response.StatusCode == HttpStatusCode.OK ? "ready" : "not ready";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return "does not answer";
        }
    }
}
