using System.Net;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Pki;
using Connectivity.Landscape.Processes;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Xunit;

namespace Connectivity.EndToEnd.Gateway.Kubernetes;

/// <summary>
/// The control planes of the shoots <c>a</c> and <c>b</c>, without a gateway: each test starts its own in front of them. A test that
/// harms one mends it before it ends.
/// </summary>
public sealed class ControlPlanes : IAsyncLifetime, IDisposable
{
    private readonly List<string> _said = [];
    private readonly BinaryPath _binaries = new(TestEnvironment.KubernetesBinaries);
    private readonly string _path = Directory.CreateTempSubdirectory("shoots-").FullName;
    private readonly LoopbackPorts _ports = new();
    private readonly Progress _progress;
    private readonly Supervisor _supervisor;

    public ControlPlanes()
    {
        _progress = new Progress(_said.Add);
        _supervisor = new Supervisor(_progress, static () => { });
    }

    internal Shoot A { get; private set; } = null!;

    internal Shoot B { get; private set; } = null!;

    /// <summary>A host route to each shoot's kube-apiserver.</summary>
    internal IReadOnlyList<HostRoute> Routes =>
        [new HostRoute(A.Name.Host, A.Ports.Apiserver), new HostRoute(B.Name.Host, B.Ports.Apiserver)];

    public async Task InitializeAsync()
    {
        (A, B) = (Make("a"), Make("b"));
        await Task.WhenAll(StartAsync(A), StartAsync(B));
    }

    public Task DisposeAsync() => Task.WhenAll(_supervisor.Running.Select(static process => process.StopAsync(TimeSpan.FromSeconds(3))));

    public void Dispose()
    {
        _ports.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>The real kubectl, led to a shoot over a port: a gateway's, or its kube-apiserver's own.</summary>
    internal Kubectl Kubectl(Shoot shoot, int port)
    {
        var kubeconfig = Path.Combine(_path, $"{shoot.Name}-{port}.kubeconfig");
        PemFiles.Write(kubeconfig, Kubeconfig.Build(shoot.Name, $"127.0.0.1:{port}", shoot.Pki.AuthorityPem, shoot.Pki.Admin));
        return new Kubectl(_binaries.Find("kubectl"), kubeconfig, Path.Combine(_path, $"{shoot.Name}-{port}.cache"));
    }

    /// <summary>The real kubectl, straight to a shoot's kube-apiserver.</summary>
    internal Kubectl KubectlOf(Shoot shoot) => Kubectl(shoot, shoot.Ports.Apiserver);

    /// <summary>Kills a kube-apiserver (SIGKILL); its etcd goes on.</summary>
    internal async Task KillApiserverAsync(Shoot shoot)
    {
        var apiserver = _supervisor.Running.Single(process => process.LogFile == shoot.Files.ApiserverLog);
        Signals.Send(apiserver.Identity, Signals.Kill);
        await apiserver.Exited.WaitAsync(Patience.Limit);
    }

    /// <summary>Starts a killed kube-apiserver again and waits until it is ready.</summary>
    internal async Task RestartApiserverAsync(Shoot shoot)
    {
        var command = ApiserverCommand.Build(_binaries.Find("kube-apiserver"), shoot.Pki, shoot.Files, shoot.Ports);
        var apiserver = await _supervisor.StartAsync($"kube-apiserver of shoot {shoot.Name}", shoot.Files.ApiserverLog, command);
        using var client = new ApiserverClient(shoot.Name.Host, shoot.Ports.Apiserver, shoot.Pki.AuthorityPem, shoot.Pki.Admin);
        await Patience.UntilAsync(
            async () => await client.GetStatusAsync("/readyz", CancellationToken.None) == HttpStatusCode.OK,
            () => $"kube-apiserver is not ready:\n{apiserver.LogTail()}");
    }

    // No kubeconfig of the shoot's own leads anywhere: the port of the gateway is another in each test.
    private Shoot Make(string name) =>
        new(ShootName.Parse(name), new ControlPlaneFiles(Path.Combine(_path, name)), ControlPlanePorts.Take(_ports), gatewayPort: 0, _supervisor);

    private async Task StartAsync(Shoot shoot)
    {
        shoot.Ports.HandOver(_ports);
        await shoot.StartAsync(_binaries);
        await shoot.WaitUntilReadyAsync(_progress, CancellationToken.None);
    }
}

/// <summary>The tests that share control planes; one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class ControlPlaneTests : ICollectionFixture<ControlPlanes>
{
    public const string Name = "control planes";
}
