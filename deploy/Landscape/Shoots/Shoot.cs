using System.Diagnostics;
using System.Net;
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

    private readonly List<ChildProcess> _processes = [];

    /// <summary>Makes the shoot's files anew: its keys, and the kubeconfig that leads through the gateway.</summary>
    public Shoot(ShootName name, ControlPlaneFiles files, ControlPlanePorts ports, int gatewayPort)
    {
        Name = name;
        Files = files;
        Ports = ports;
        files.Create();
        Pki = ShootPki.Create(files.Pki, name, TimeProvider.System);
        PemFiles.Write(files.Kubeconfig, Kubeconfig.Build(name, gatewayPort, Pki.AuthorityPem, Pki.Admin));
    }

    public ShootName Name { get; }

    public ControlPlaneFiles Files { get; }

    public ControlPlanePorts Ports { get; }

    public ShootPki Pki { get; }

    /// <summary>Starts etcd and kube-apiserver; they are not ready yet.</summary>
    public async Task StartAsync(BinaryPath binaries, Supervisor supervisor)
    {
        var etcd = EtcdCommand.Build(binaries.Find("etcd"), Pki, Files, Ports);
        _processes.Add(await supervisor.StartAsync($"etcd of shoot {Name}", Files.EtcdLog, etcd));
        var apiserver = ApiserverCommand.Build(binaries.Find("kube-apiserver"), Pki, Files, Ports);
        _processes.Add(await supervisor.StartAsync($"kube-apiserver of shoot {Name}", Files.ApiserverLog, apiserver));
    }

    /// <summary>Waits until the kube-apiserver says that it is ready.</summary>
    /// <exception cref="LandscapeException">A process has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(Progress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var client = new ApiserverClient(Name.Host, Ports.Apiserver, Pki.AuthorityPem, Pki.Admin);
        while (await client.GetStatusAsync("/readyz", cancellation) != HttpStatusCode.OK)
        {
            if (_processes.FirstOrDefault(process => process.Exited.IsCompleted) is { } ended)
                throw Failure(ended, "has ended while it started");
            if (Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw Failure(_processes[^1], $"was not ready after {ReadyTimeout.TotalSeconds} s");
            await Task.Delay(ReadyInterval, cancellation);
        }

        var took = Stopwatch.GetElapsedTime(start);
        progress.Say($"shoot {Name}: kube-apiserver is ready on port {Ports.Apiserver} ({took.TotalSeconds:0.0} s)");
    }

    /// <summary>Ends the control plane.</summary>
    public Task StopAsync() => Task.WhenAll(_processes.Select(process => process.StopAsync(StopGrace)));

    private static LandscapeException Failure(ChildProcess process, string what) =>
        new($"{process.Name} {what} (--keep keeps its log). It said last:\n{process.LogTail()}");
}
