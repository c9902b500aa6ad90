using Connectivity.Landscape.Gateway;
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

    private readonly LandscapeDirectory _directory;
    private readonly BinaryPath _binaries;
    private readonly string _gatewayBinary;
    private readonly Progress _progress;
    private readonly Supervisor _supervisor;
    private readonly LoopbackPorts _ports = new();
    private readonly Lock _lock = new();
    private readonly List<Shoot> _shoots = [];
    private GatewayProcess? _gateway;
    private bool _ended;

    public RunningLandscape(LandscapeDirectory directory, LandscapeOptions options, Progress progress)
    {
        _directory = directory;
        _binaries = new BinaryPath(options.Binaries);
        _gatewayBinary = options.Gateway;
        _progress = progress;
        _supervisor = new Supervisor(progress, Record);
        if (!File.Exists(_gatewayBinary))
            throw new LandscapeException($"there is no gateway at '{_gatewayBinary}'; './publish DIR' makes it");
        GatewayPort = options.Port is { } port ? _ports.TakeExactly(port) : _ports.Take(6443, 8443);
        AdminPort = _ports.Take();
        KubectlBinary = _binaries.Find("kubectl");
        Proofs = new ShootProofs(GatewayPort, KubectlOf);
    }

    public int GatewayPort { get; }

    public int AdminPort { get; }

    public string KubectlBinary { get; }

    public ShootProofs Proofs { get; }

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

    /// <summary>Starts shoots, and the gateway in front of them.</summary>
    public async Task StartAsync(int shoots, CancellationToken cancellation)
    {
        Record();
        var names = ShootName.Next(new HashSet<string>()).Take(shoots);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(names, parallel, async (name, inner) => await StartShootAsync(name, _progress, inner));

        var configuration = new GatewayConfiguration(GatewayPort, AdminPort, _directory.Gateway.AccessLog);
        _ports.HandOver(GatewayPort, AdminPort);
        _gateway = await GatewayProcess.StartAsync(_gatewayBinary, _directory.Gateway, configuration, RoutesTo(Shoots), _supervisor);
        await _gateway.WaitUntilReadyAsync(cancellation);
        _progress.Say($"sni-gateway is ready on port {GatewayPort}");
    }

    /// <summary>Starts a shoot's control plane and waits until it is ready. No route leads to it yet.</summary>
    public async Task<Shoot> StartShootAsync(ShootName name, Progress progress, CancellationToken cancellation)
    {
        progress.Say($"shoot {name}: starting etcd and kube-apiserver");
        var shoot = new Shoot(name, _directory.FilesOf(name), ControlPlanePorts.Take(_ports), GatewayPort);
        lock (_lock)
            _shoots.Add(shoot);
        shoot.Ports.HandOver(_ports);
        await shoot.StartAsync(_binaries, _supervisor);
        await shoot.WaitUntilReadyAsync(progress, cancellation);
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
    public void RouteTo(IEnumerable<Shoot> shoots) => _gateway!.SetRoutes(RoutesTo(shoots));

    /// <summary>Ends everything.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll([_gateway?.StopAsync() ?? Task.CompletedTask, .. Shoots.Select(shoot => shoot.StopAsync())]);
        lock (_lock)
            _ended = true;
    }

    public void Dispose() => _ports.Dispose();

    private static IReadOnlyCollection<GatewayRoute> RoutesTo(IEnumerable<Shoot> shoots) =>
        [.. shoots.Select(shoot => new GatewayRoute(shoot.Name, shoot.Ports.Apiserver))];

    // After every start and end: whoever comes after a crash finds each process in the file.
    private void Record()
    {
        var processes = _supervisor.Running.Select(process => new ProcessState(process.Name, process.Identity));
        lock (_lock)
        {
            if (_ended)
                return;
            var shoots = Shoots.Select(shoot => new ShootState(
                shoot.Name.Value, shoot.Name.Host, shoot.Ports.Apiserver, shoot.Ports.EtcdClient, shoot.Files.Kubeconfig));
            _directory.WriteState(new LandscapeState(ProcessIdentity.Current, GatewayPort, AdminPort, [.. shoots], [.. processes]));
        }
    }
}
