using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.State;
using Connectivity.Landscape.Tracing;

namespace Connectivity.Landscape.Commands;

/// <summary>Shows what is up: a table of shoots and nodes, with the latency of each leg, and what went wrong last.</summary>
internal static class StatusCommand
{
    /// <summary>While a landscape is up: the codes of init scripts (Linux Standard Base).</summary>
    private const int Running = 0;
    private const int NotRunning = 3;

    private const string HomeAndClear = "\e[H\e[J";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Shows it again every second, in the same place of the terminal, until it is cancelled or the landscape ends.</summary>
    /// <returns>0 when it was cancelled, 3 where no landscape is up.</returns>
    public static async Task<int> WatchAsync(LandscapeOptions options, Action<string> write, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            for (var isFirst = true; ; isFirst = false)
            {
                var lines = new List<string>();
                var exitCode = await ShowAsync(options, lines.Add, isBrief: true, isFirst, cancellation);
                write($"{HomeAndClear}{string.Join('\n', lines)}");
                if (exitCode != Running)
                    return exitCode;
                await timer.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Running;
        }
    }

    /// <summary>Shows it once, with where everything is.</summary>
    /// <returns>0 while a landscape is up, 3 where none is.</returns>
    public static Task<int> RunAsync(LandscapeOptions options, Action<string> write, CancellationToken cancellation) =>
        ShowAsync(options, write, isBrief: false, isFirst: true, cancellation);

    private static async Task<int> ShowAsync(
        LandscapeOptions options, Action<string> write, bool isBrief, bool isFirst, CancellationToken cancellation)
    {
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
        await ShowTableAsync(directory, state, write, isFirst, cancellation);
        if (!isBrief)
            ShowPlaces(directory, state, write);
        return Running;
    }

    private static async Task ShowTableAsync(
        LandscapeDirectory directory, LandscapeState state, Action<string> write, bool isFirst, CancellationToken cancellation)
    {
        using var http = LoopbackHttp.Create();
        var isReady = await LoopbackHttp.SucceedsAsync(http, state.AdminPort, "/readyz", cancellation);
        var routes = await LoopbackHttp.GetTextAsync(http, state.AdminPort, "/routes", cancellation);
        var failures = routes is null ? [] : RouteFailure.Parse(routes);
        write($"gateway on 127.0.0.1:{state.GatewayPort}: {(isReady ? "ready" : "not ready")}; admin on 127.0.0.1:{state.AdminPort}");
        write("");
        var shoots = await Task.WhenAll(
            state.Shoots.Select(shoot => new ShootStatus(new ShootContext(directory, state, shoot), isFirst).LookAsync(failures, cancellation)));
        foreach (var line in StatusTable.Lines([.. shoots.SelectMany(static shoot => shoot.Rows)]))
            write(line);
        string[] errors = [.. shoots.SelectMany(static shoot => shoot.Errors)];
        write("");
        write(errors.Length == 0 ? "last errors: none" : "last errors:");
        foreach (var error in errors)
            write($"  {error}");
    }

    private static void ShowPlaces(LandscapeDirectory directory, LandscapeState state, Action<string> write)
    {
        write("");
        foreach (var shoot in state.Shoots.Select(shoot => new ShootContext(directory, state, shoot)))
        {
            write($"shoot {shoot.Name}: {shoot.Shoot.Host} -> 127.0.0.1:{shoot.Shoot.ApiserverPort}, kubeconfig {shoot.Shoot.Kubeconfig}");
            write($"  past the gateway: kubeconfig {shoot.Files.DirectKubeconfig}");
        }

        foreach (var process in state.Processes)
            write($"process {process.Identity.Pid,8}  {(process.Identity.IsAlive ? "runs " : "ended")}  {process.Name}");
    }
}
