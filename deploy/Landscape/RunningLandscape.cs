using Connectivity.Landscape.Gateway;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape;

/// <summary>The seed on this machine: shoots' control planes with one gateway in front.</summary>
internal sealed class RunningLandscape : IDisposable
{
    // Two at once keep two cores busy; more would only make each of them slower to appear.
    private static readonly int StartedAtOnce = Math.Max(2, Environment.ProcessorCount);

    // One more than one: some of what a shoot does takes two.
    private const int DefaultNodes = 2;

    private readonly LandscapeDirectory _directory;
    private readonly BinaryPath _binaries;
    private readonly LandscapeOptions _options;
    private readonly Progress _progress;
    private readonly Supervisor _supervisor;
    private readonly LoopbackPorts _ports = new();
    private readonly Lock _lock = new();
    private readonly List<Shoot> _shoots = [];
    private GatewayProcess? _gateway;
    private NodeSetup? _nodes;
    private bool _ended;

    public RunningLandscape(LandscapeDirectory directory, LandscapeOptions options, Progress progress)
    {
        _directory = directory;
        _binaries = new BinaryPath(options.Binaries);
        _options = options;
        _progress = progress;
        _supervisor = new Supervisor(progress, Record);
        if (!File.Exists(options.Gateway))
            throw new LandscapeException($"there is no gateway at '{options.Gateway}'; './publish DIR' makes it");
        GatewayPort = options.Port is { } port ? _ports.TakeExactly(port) : _ports.Take(6443, 8443);
        AdminPort = _ports.Take();
        BalancedPort = _ports.Take();
        KubectlBinary = _binaries.Find("kubectl");
        Proofs = new ShootProofs(GatewayPort, KubectlOf);
    }

    public int GatewayPort { get; }

    public int AdminPort { get; }

    /// <summary>The gateway's port for a load balancer, which has to say whom a connection is from.</summary>
    public int BalancedPort { get; }

    /// <summary>Where the gateway writes a line for each connection that has ended.</summary>
    public GatewayLog AccessLog => new(_directory.Gateway.AccessLog);

    public string KubectlBinary { get; }

    public ShootProofs Proofs { get; }

    /// <summary>Why shoots have no nodes; null where they have.</summary>
    public string? WithoutNodes { get; private set; }

    /// <summary>The shoots, in the order of their names.</summary>
    public IReadOnlyList<Shoot> Shoots
    {
        get
        {
            lock (_lock)
                return [.. _shoots.OrderBy(shoot => shoot.Name.Value, StringComparer.Ordinal)];
        }
    }

    /// <summary>The real kubectl, led to a shoot by the shoot's kubeconfig.</summary>
    public Kubectl KubectlOf(Shoot shoot) => new(KubectlBinary, shoot.Files.Kubeconfig, shoot.Files.KubectlCache);

    /// <summary>The same, past the gateway to the shoot's kube-apiserver itself.</summary>
    public Kubectl DirectKubectlOf(Shoot shoot) => new(KubectlBinary, shoot.Files.DirectKubeconfig, shoot.Files.KubectlCache);

    /// <summary>Starts shoots, and the gateway in front of them.</summary>
    public async Task StartAsync(int shoots, CancellationToken cancellation)
    {
        _nodes = await SetUpNodesAsync(cancellation);
        Record();
        var names = ShootName.Next(new HashSet<string>()).Take(shoots);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(names, parallel, async (name, inner) => await StartShootAsync(name, _progress, inner));

        var seed = _nodes is null ? null : new SeedSide(_nodes.Range.Seed, _nodes.ConnectPort, _nodes.Range.Cidr);
        var configuration = new GatewayConfiguration(GatewayPort, AdminPort, _directory.Gateway.AccessLog, seed, BalancedPort);
        _ports.HandOver(GatewayPort, AdminPort, BalancedPort);
        _gateway = await GatewayProcess.StartAsync(_options.Gateway, _directory.Gateway, configuration, RoutesTo(Shoots), _supervisor);
        await _gateway.WaitUntilReadyAsync(cancellation);
        _progress.Say($"sni-gateway is ready on port {GatewayPort}");
        await Task.WhenAll(Shoots.Select(shoot => shoot.JoinNodesAsync(_progress, cancellation)));
    }

    /// <summary>
    /// Starts a shoot's control plane, makes its nodes, and waits until they are ready for each other. No route leads there yet.
    /// </summary>
    public async Task<Shoot> StartShootAsync(ShootName name, Progress progress, CancellationToken cancellation)
    {
        progress.Say($"shoot {name}: starting etcd and kube-apiserver");
        var shoot = new Shoot(name, _directory.FilesOf(name), ControlPlanePorts.Take(_ports), GatewayPort, _supervisor, _nodes);
        lock (_lock)
            _shoots.Add(shoot);
        shoot.Ports.HandOver(_ports);
        await shoot.StartAsync(_binaries);
        await Task.WhenAll(
            shoot.WaitUntilReadyAsync(progress, cancellation), shoot.Workers?.PrepareAsync(cancellation) ?? Task.CompletedTask);
        if (shoot.Workers is { } workers)
            await workers.StartControllersAsync();
        return shoot;
    }

    /// <summary>Ends a shoot's control plane and removes its files.</summary>
    public async Task StopShootAsync(Shoot shoot)
    {
        await shoot.StopAsync();
        shoot.Files.Remove();
        shoot.Ports.Return(_ports);
        lock (_lock)
            _shoots.Remove(shoot);
        Record();
    }

    /// <summary>Has the gateway lead to these shoots and to no others. Nothing but its file is changed.</summary>
    /// <param name="shoots">The shoots.</param>
    /// <param name="more">Routes besides theirs.</param>
    public void RouteTo(IEnumerable<Shoot> shoots, params IEnumerable<GatewayRoute> more) => _gateway!.SetRoutes([.. RoutesTo(shoots), .. more]);

    /// <summary>Kills the gateway, as a crash would. Nothing of what leads through it is left.</summary>
    public Task KillGatewayAsync() => _gateway!.KillAsync();

    /// <summary>The same, and it comes back by itself.</summary>
    public void CrashGateway() => _gateway!.Crash();

    /// <summary>Starts the gateway again and waits until it is ready, and the tunnels with it.</summary>
    /// <exception cref="LandscapeException">One of them does not get ready.</exception>
    public async Task StartGatewayAsync(Progress progress, CancellationToken cancellation)
    {
        await _gateway!.StartAgainAsync(cancellation);
        progress.Say($"sni-gateway is ready on port {GatewayPort}");
        await Task.WhenAll(Shoots.Select(shoot => shoot.Workers?.WaitForTunnelAsync(progress, cancellation) ?? Task.CompletedTask));
    }

    /// <summary>Ends everything.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll([_gateway?.StopAsync() ?? Task.CompletedTask, .. Shoots.Select(shoot => shoot.StopAsync())]);
        if (_nodes is not null)
            await _nodes.RemoveCgroupAsync();
        lock (_lock)
            _ended = true;
    }

    public void Dispose()
    {
        _ports.Dispose();
        _nodes?.Dispose();
    }

    private static IReadOnlyCollection<GatewayRoute> RoutesTo(IEnumerable<Shoot> shoots) =>
        [.. shoots.Select(shoot => new GatewayRoute(shoot.Name, shoot.Ports.Apiserver, shoot.TunnelPort))];

    // Null, and a word about it, where the machine cannot have nodes and nobody insists.
    private async Task<NodeSetup?> SetUpNodesAsync(CancellationToken cancellation)
    {
        if (_options.Nodes == 0)
        {
            WithoutNodes = "--no-nodes";
            return null;
        }

        if (await NodeRequirements.MissingHereAsync(cancellation) is { } reason)
        {
            if (_options.Nodes is not null)
                throw new LandscapeException($"no nodes: {reason}");
            WithoutNodes = reason;
            _progress.Say($"no nodes: {reason}. Shoots are control planes only");
            return null;
        }

        var ports = (GatewayPort, _ports.Take(8443));
        var setup = await NodeSetup.CreateAsync(_options, _binaries, _directory.Images, _options.Nodes ?? DefaultNodes, ports, cancellation);
        if (!setup.IsReachable)
            _progress.Say("no vpn-tunnel: the firewalls of the nodes keep kube-apiservers from kubelets, pods and webhooks");
        return setup;
    }

    // After every start and end: whoever comes after a crash finds each process in the file.
    private void Record()
    {
        var processes = _supervisor.Running.Select(process => new ProcessState(process.Name, process.Identity));
        lock (_lock)
        {
            if (_ended)
                return;
            var nodes = Shoots.SelectMany(shoot => shoot.Workers?.Nodes ?? []).Where(node => node.Holder is not null)
                .Select(node => new NodeState(
                    node.Plan.Name.Shoot.Value, node.Plan.Name.Value, node.Holder!, node.Plan.Address.Node.ToString()));
            _directory.WriteState(new LandscapeState(
                ProcessIdentity.Current, GatewayPort, AdminPort, [.. Shoots.Select(StateOf)], [.. processes], _nodes?.Cgroup, KubectlBinary, [.. nodes]));
        }
    }

    private static ShootState StateOf(Shoot shoot) => new(
        shoot.Name.Value, shoot.Name.Host, shoot.Ports.Apiserver, shoot.Ports.EtcdClient, shoot.Files.Kubeconfig,
        shoot.TunnelPort is null ? null : shoot.Ports.TunnelAdmin);
}
