using System.Diagnostics;
using System.Net;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Shoots;

/// <summary>A shoot whose control plane runs: an etcd and a kube-apiserver of its own, under authorities of its own.</summary>
internal sealed class Shoot
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly Supervisor _supervisor;
    private readonly List<KeptProcess> _processes = [];

    /// <summary>Makes the shoot's files anew: its keys, and the kubeconfigs that lead through the gateway and past it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="files">Where its files go.</param>
    /// <param name="ports">Its ports.</param>
    /// <param name="gatewayPort">The gateway's port on the loopback address.</param>
    /// <param name="supervisor">Starts its processes.</param>
    /// <param name="setup">What its nodes need; null where it has none.</param>
    public Shoot(
        ShootName name, ControlPlaneFiles files, ControlPlanePorts ports, int gatewayPort, Supervisor supervisor, NodeSetup? setup = null)
    {
        _supervisor = supervisor;
        Name = name;
        Files = files;
        Ports = ports;
        files.Create();
        var nodes = setup?.Plan(name, files) ?? [];
        Pki = ShootPki.Create(files.Pki, name, nodes, TimeProvider.System);
        PemFiles.Write(files.Kubeconfig, Kubeconfig.Build(name, $"127.0.0.1:{gatewayPort}", Pki.AuthorityPem, Pki.Admin));
        PemFiles.Write(files.DirectKubeconfig, Kubeconfig.Build(name, $"127.0.0.1:{ports.Apiserver}", Pki.AuthorityPem, Pki.Admin));
        Workers = setup is null ? null : new Workers(name, nodes, Pki, files, ports, setup, supervisor);
        TunnelPort = setup is { HasTunnel: true } ? ports.TunnelCarriers : null;
    }

    public ShootName Name { get; }

    public ControlPlaneFiles Files { get; }

    public ControlPlanePorts Ports { get; }

    public ShootPki Pki { get; }

    /// <summary>Its nodes; null where it has none.</summary>
    public Workers? Workers { get; }

    /// <summary>Where agents find the shoot's tunnel server; null where there is none.</summary>
    public int? TunnelPort { get; }

    /// <summary>Starts etcd and kube-apiserver, and the tunnel server that kube-apiserver counts on; nothing is ready yet.</summary>
    public async Task StartAsync(BinaryPath binaries)
    {
        if (Workers is not null)
            await Workers.StartTunnelServerAsync();
        var etcd = EtcdCommand.Build(binaries.Find("etcd"), Pki, Files, Ports);
        await StartAsync("etcd", Files.EtcdLog, etcd);
        var apiserver = ApiserverCommand.Build(binaries.Find("kube-apiserver"), Pki, Files, Ports, TunnelPort is not null);
        await StartAsync("kube-apiserver", Files.ApiserverLog, apiserver);
    }

    /// <summary>Waits until the kube-apiserver says that it is ready.</summary>
    /// <exception cref="LandscapeException">A process has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(Progress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var client = Client();
        while (await client.GetStatusAsync("/readyz", cancellation) != HttpStatusCode.OK)
        {
            if (_processes.FirstOrDefault(process => process.HasEnded) is { } ended)
                throw ended.Failure("has ended while it started");
            if (Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw Apiserver.Failure($"was not ready after {ReadyTimeout.TotalSeconds} s");
            await Task.Delay(ReadyInterval, cancellation);
        }

        _processes.ForEach(process => process.SetReady());
        var took = Stopwatch.GetElapsedTime(start);
        progress.Say($"shoot {Name}: kube-apiserver is ready on port {Ports.Apiserver} ({took.TotalSeconds:0.0} s)");
    }

    /// <summary>Has the nodes join the shoot and waits until they are ready. The gateway leads to the shoot.</summary>
    public async Task JoinNodesAsync(Progress progress, CancellationToken cancellation)
    {
        if (Workers is null)
            return;
        using var client = Client();
        await Workers.JoinAsync(client, progress, cancellation);
    }

    /// <summary>Kills kube-apiserver, as a crash would; it comes back by itself.</summary>
    public void CrashApiserver() => Apiserver.Crash();

    /// <summary>Kills kube-apiserver, and keeps it away until <see cref="StartApiserverAsync"/>.</summary>
    public Task KillApiserverAsync() => Apiserver.KillAsync();

    /// <summary>Starts kube-apiserver again; it is not ready yet.</summary>
    public Task StartApiserverAsync() => Apiserver.StartAsync();

    /// <summary>Ends the nodes and the control plane.</summary>
    public async Task StopAsync()
    {
        if (Workers is not null)
        {
            await Workers.StopAsync();
            Workers.Dispose();
        }

        await Task.WhenAll(_processes.Select(process => process.StopAsync(StopGrace)));
    }

    private KeptProcess Apiserver => _processes[^1];

    private async Task StartAsync(string program, string log, IEnumerable<string> command)
    {
        var process = new KeptProcess(_supervisor, $"{program} of shoot {Name}", log, command);
        _processes.Add(process);
        await process.StartAsync();
    }

    private ApiserverClient Client() => new(Name.Host, Ports.Apiserver, Pki.AuthorityPem, Pki.Admin);
}
