using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Shoots;

/// <summary>The kube-controller-manager and the kube-scheduler of a shoot. They call kube-apiserver directly, as its neighbours in the seed.</summary>
internal sealed class Controllers(
    ShootName shoot, ShootPki pki, ControlPlaneFiles files, ControlPlanePorts ports, NodeSetup setup, Supervisor supervisor)
{
    private readonly List<KeptProcess> _processes = [];

    /// <summary>Starts both.</summary>
    public async Task StartAsync()
    {
        var server = $"127.0.0.1:{ports.Apiserver}";
        PemFiles.Write(files.ControllerManagerKubeconfig, Kubeconfig.Build(shoot, server, pki.AuthorityPem, pki.ControllerManager));
        PemFiles.Write(files.SchedulerKubeconfig, Kubeconfig.Build(shoot, server, pki.AuthorityPem, pki.Scheduler));
        var manager = ControllerManagerCommand.Build(setup.Binaries.Find("kube-controller-manager"), pki, files, ports, setup.Version);
        await StartAsync("kube-controller-manager", files.ControllerManagerLog, manager);
        var scheduler = SchedulerCommand.Build(setup.Binaries.Find("kube-scheduler"), files, ports, setup.Version);
        await StartAsync("kube-scheduler", files.SchedulerLog, scheduler);
    }

    /// <summary>Ends both.</summary>
    public Task StopAsync(TimeSpan grace) => Task.WhenAll(_processes.Select(process => process.StopAsync(grace)));

    // Nobody waits for them to be ready: kube-apiserver is, and that is all that they need.
    private async Task StartAsync(string program, string log, IEnumerable<string> command)
    {
        var process = new KeptProcess(supervisor, $"{program} of shoot {shoot}", log, command);
        _processes.Add(process);
        await process.StartAsync();
        process.SetReady();
    }
}
