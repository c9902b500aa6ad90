using System.Diagnostics;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tunnels;

/// <summary>The vpn-tunnel server of a shoot, in the seed beside the shoot's kube-apiserver.</summary>
internal sealed class TunnelServer : IDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(4);

    private readonly KeptProcess _process;
    private readonly ShootName _shoot;
    private readonly HttpClient _http = LoopbackHttp.Create();
    private readonly int _adminPort;

    private TunnelServer(KeptProcess process, ShootName shoot, int adminPort)
    {
        _process = process;
        _shoot = shoot;
        _adminPort = adminPort;
    }

    /// <summary>Writes the server's configuration and kube-apiserver's, and starts the server.</summary>
    public static async Task<TunnelServer> StartAsync(
        string binary, ShootName shoot, TunnelPki pki, ControlPlaneFiles files, ControlPlanePorts ports, Supervisor supervisor)
    {
        AtomicFile.Write(files.EgressConfiguration, EgressConfiguration.Build(files.TunnelSocket));
        AtomicFile.Write(files.TunnelServerConfiguration, TunnelServerConfiguration.Build(pki, files, ports));
        var process = new KeptProcess(
            supervisor, $"vpn-tunnel server of shoot {shoot}", files.TunnelServerLog, [binary, "server", "--config", files.TunnelServerConfiguration]);
        await process.StartAsync();
        return new TunnelServer(process, shoot, ports.TunnelAdmin);
    }

    /// <summary>
    /// Waits until the server says that it is ready, that a message has come back through the tunnel, and has a session with every agent.
    /// </summary>
    /// <exception cref="LandscapeException">It has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(IEnumerable<string> agents, Progress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        string[] expected = [.. agents];
        while (!await IsReadyAsync(expected, cancellation))
        {
            if (_process.HasEnded || Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw _process.Failure("does not get ready");
            await Task.Delay(ReadyInterval, cancellation);
        }

        _process.SetReady();

        progress.Say($"shoot {_shoot}: the tunnel is ready ({Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)");
    }

    /// <summary>The sessions of agents with the server.</summary>
    /// <exception cref="LandscapeException">The server does not tell.</exception>
    public async Task<IReadOnlyList<TunnelSession>> SessionsAsync(CancellationToken cancellation) =>
        await TunnelSession.ReadAsync(_http, _adminPort, cancellation)
            ?? throw new LandscapeException($"{_process.Name} does not tell its sessions");

    /// <summary>Kills the server, as a crash would; it comes back by itself.</summary>
    public void Crash() => _process.Crash();

    /// <summary>Ends the server.</summary>
    public Task StopAsync() => _process.StopAsync(StopGrace);

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(string[] agents, CancellationToken cancellation) =>
        await LoopbackHttp.SucceedsAsync(_http, _adminPort, "/readyz", cancellation)
            && await TunnelSession.ReadAsync(_http, _adminPort, cancellation) is { } sessions
            && !agents.Except(sessions.Where(session => session.IsUsable).Select(session => session.Agent)).Any();
}
