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

    private readonly ChildProcess _process;
    private readonly ShootName _shoot;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Uri _ready;

    private TunnelServer(ChildProcess process, ShootName shoot, int adminPort)
    {
        _process = process;
        _shoot = shoot;
        _ready = new Uri($"http://127.0.0.1:{adminPort}/readyz");
    }

    /// <summary>Writes the server's configuration and kube-apiserver's, and starts the server.</summary>
    public static async Task<TunnelServer> StartAsync(
        string binary, ShootName shoot, TunnelPki pki, ControlPlaneFiles files, ControlPlanePorts ports, Supervisor supervisor)
    {
        AtomicFile.Write(files.EgressConfiguration, EgressConfiguration.Build(files.TunnelSocket));
        AtomicFile.Write(files.TunnelServerConfiguration, TunnelServerConfiguration.Build(pki, files, ports));
        var process = await supervisor.StartAsync(
            $"vpn-tunnel server of shoot {shoot}", files.TunnelServerLog, [binary, "server", "--config", files.TunnelServerConfiguration]);
        return new TunnelServer(process, shoot, ports.TunnelAdmin);
    }

    /// <summary>Waits until the server says that it is ready: that a message has come back through the tunnel.</summary>
    /// <exception cref="LandscapeException">It has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(Progress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await IsReadyAsync(cancellation))
        {
            if (_process.Exited.IsCompleted || Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw new LandscapeException($"the tunnel of shoot {_shoot} does not get ready; {_process.Name} said last:\n{_process.LogTail()}");
            await Task.Delay(ReadyInterval, cancellation);
        }

        progress.Say($"shoot {_shoot}: the tunnel is ready ({Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)");
    }

    /// <summary>Ends the server.</summary>
    public Task StopAsync() => _process.StopAsync(StopGrace);

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(_ready, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException
            || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
