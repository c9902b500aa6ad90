using System.Diagnostics;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Nodes;

/// <summary>A worker node of a shoot: containerd, kubelet and kube-proxy in namespaces of their own, behind a firewall.</summary>
/// <param name="plan">Its name, address and files.</param>
/// <param name="pki">Its certificates.</param>
/// <param name="setup">What it has in common with others.</param>
/// <param name="supervisor">Starts its processes.</param>
internal sealed class Node(NodePlan plan, NodePki pki, NodeSetup setup, Supervisor supervisor)
{
    // What programs of a node call by name: Debian keeps iptables where not every PATH looks.
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly TimeSpan ContainerdTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _processes = [];
    private NodeNamespaces? _namespaces;

    public NodePlan Plan => plan;

    /// <summary>The process that holds the node's namespaces; null before there are any.</summary>
    public ProcessIdentity? Holder => _namespaces?.Holder;

    private NodeNamespaces Namespaces => _namespaces ?? throw new InvalidOperationException("the node has no namespaces yet");

    /// <summary>Makes the node's namespaces, its link to the seed and its firewall.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        plan.Files.Create();
        AtomicFile.Write(plan.Files.ResolvConf, $"nameserver {ShootNetwork.NodeLocalDns}\n");
        setup.CreateCgroup(plan.Name);
        _namespaces = await NodeNamespaces.CreateAsync(plan.Name, setup.Directory, plan.Files, supervisor, cancellation);
        await NodeLink.CreateAsync(plan.Address, Namespaces, cancellation);
        if (setup.IsOpen)
            await NodeLink.OpenAsync(plan.Name, plan.Address, cancellation);
        else
            await NodeFirewall.CloseAsync(Namespaces, cancellation);
    }

    /// <summary>Links the node to another of its shoot.</summary>
    public Task LinkAsync(Node other, CancellationToken cancellation) =>
        NodeLink.JoinAsync((plan, Namespaces), (other.Plan, other.Namespaces), cancellation);

    /// <summary>Starts containerd and gives it the images.</summary>
    public async Task StartContainerdAsync(CancellationToken cancellation)
    {
        var files = plan.Files;
        var containerd = setup.Binaries.Find("containerd");
        var plugins = Path.GetDirectoryName(setup.Binaries.Find("ptp"))!;
        AtomicFile.Write(files.CniConfiguration, CniConfiguration.Build(plan.Name.PodRange, files.PodAddresses));
        AtomicFile.Write(files.ContainerdConfiguration, ContainerdConfiguration.Build(
            files, setup.Binaries.Find("runc"), plugins, ContainerdConfiguration.SnapshotterFor(files.Directory)));
        await StartAsync("containerd", files.ContainerdLog, [containerd, "--config", files.ContainerdConfiguration]);
        await WaitForContainerdAsync(cancellation);
        foreach (var image in setup.Images)
            await ContainerdAsync(cancellation, "images", "import", image);
    }

    /// <summary>Starts the kubelet, which calls until kube-apiserver answers.</summary>
    public async Task StartKubeletAsync()
    {
        var files = plan.Files;
        AtomicFile.Write(files.KubeletConfiguration, KubeletConfiguration.Build(files, pki, setup.CgroupOf(plan.Name), setup.Version));
        WriteKubeconfig(files.KubeletKubeconfig, pki.Kubelet);
        await StartAsync("kubelet", files.KubeletLog, KubeletCommand.Build(
            setup.Binaries.Find("kubelet"), plan.Name, plan.Address, files, setup.Version));
    }

    /// <summary>Starts kube-proxy; the node has joined.</summary>
    public async Task StartProxyAsync()
    {
        var files = plan.Files;
        AtomicFile.Write(files.ProxyConfiguration, ProxyConfiguration.Build(plan.Name, files));
        WriteKubeconfig(files.ProxyKubeconfig, pki.Proxy);
        await StartAsync("kube-proxy", files.ProxyLog, [setup.Binaries.Find("kube-proxy"), $"--config={files.ProxyConfiguration}"]);
    }

    /// <summary>Waits until the shoot says that the node is ready.</summary>
    /// <exception cref="LandscapeException">A process of the node has ended, or the time is up.</exception>
    public async Task WaitUntilReadyAsync(ApiserverClient apiserver, Progress progress, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (!NodeStatus.IsReady(await apiserver.GetTextAsync($"/api/v1/nodes/{plan.Name}", cancellation)))
        {
            if (_processes.Find(process => process.Exited.IsCompleted) is { } ended)
                throw Failure(ended, "has ended while the node started");
            if (Stopwatch.GetElapsedTime(start) > ReadyTimeout)
                throw Failure(_processes[1], $"has not made the node ready within {ReadyTimeout.TotalSeconds} s");
            await Task.Delay(Interval, cancellation);
        }

        var took = Stopwatch.GetElapsedTime(start);
        progress.Say($"shoot {plan.Name.Shoot}: node {plan.Name} is ready at {plan.Address.Node} ({took.TotalSeconds:0.0} s)");
    }

    /// <summary>The command line that runs a program on the node's network; see <see cref="NodeNamespaces.OnNetwork"/>.</summary>
    public IReadOnlyList<string> OnNetwork(params IEnumerable<string> command) => Namespaces.OnNetwork(command);

    /// <summary>Ends the node with everything on it.</summary>
    public async Task StopAsync()
    {
        foreach (var process in _processes)
            process.ExpectEnd();
        if (_namespaces is not null)
            await _namespaces.EndAsync();
        await Task.WhenAll(_processes.Select(process => process.Exited));
        await setup.RemoveCgroupAsync(plan.Name);
    }

    private void WriteKubeconfig(string path, IssuedCertificate user) => PemFiles.Write(path, Kubeconfig.Build(
        plan.Name.Shoot, $"{plan.Address.Seed}:{setup.GatewayPort}", File.ReadAllText(pki.AuthorityFile), user));

    private async Task StartAsync(string name, string log, IEnumerable<string> command)
    {
        var path = $"PATH={Path.GetDirectoryName(setup.Binaries.Find("containerd"))}:{SystemPath}";
        _processes.Add(await supervisor.StartAsync($"{name} of node {plan.Name}", log, Namespaces.Inside(["env", path, .. command])));
    }

    private async Task WaitForContainerdAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ContainerdAsync(cancellation, "version");
                return;
            }
            catch (LandscapeException) when (!_processes[0].Exited.IsCompleted && Stopwatch.GetElapsedTime(start) < ContainerdTimeout)
            {
                await Task.Delay(Interval, cancellation);
            }
            catch (LandscapeException)
            {
                throw Failure(_processes[0], "does not answer");
            }
        }
    }

    private Task ContainerdAsync(CancellationToken cancellation, params IEnumerable<string> command) => ShortCommand.RunAsync(
        Namespaces.Inside([setup.Binaries.Find("ctr"), $"--address={ContainerdConfiguration.Socket}", "--namespace=k8s.io", .. command]),
        cancellation);

    private static LandscapeException Failure(ChildProcess process, string what) =>
        new($"{process.Name} {what} (--keep keeps its log). It said last:\n{process.LogTail()}");
}
