using Connectivity.Landscape;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>
/// A landscape with two shoots of two nodes each, behind firewalls, with running pods, for the tests of <see cref="NodesTests"/>. Takes
/// root; without, the tests fail and say so.
/// </summary>
public sealed class NodesFixture : IAsyncLifetime, IDisposable
{
    private readonly List<string> _said = [];
    private readonly string _path = Directory.CreateTempSubdirectory("landscape-").FullName;
    private readonly RunningLandscape _landscape;

    public NodesFixture()
    {
        Progress = new Progress(_said.Add);
        var options = new LandscapeOptions(_path, TestEnvironment.KubernetesBinaries, TestEnvironment.Gateway)
        {
            Nodes = 2,
            Tunnel = TestEnvironment.Tunnel,
            Proxy = TestEnvironment.ApiserverProxy,
            Webhook = TestEnvironment.Webhook,
        };
        _landscape = new RunningLandscape(new LandscapeDirectory(_path), options, Progress);
    }

    /// <summary>What has happened so far, for the message of a test that fails.</summary>
    public string Said => string.Join('\n', _said);

    internal Progress Progress { get; }

    internal RunningLandscape Landscape => _landscape;

    internal LandscapeOptions Options => new(_path);

    internal Shoot Shoot => _landscape.Shoots[0];

    internal Shoot Other => _landscape.Shoots[1];

    internal Workers Workers => Shoot.Workers!;

    internal Kubectl Kubectl => _landscape.KubectlOf(Shoot);

    /// <summary>Past the gateway.</summary>
    internal Kubectl DirectKubectl => _landscape.DirectKubectlOf(Shoot);

    public async Task InitializeAsync()
    {
        try
        {
            await _landscape.StartAsync(shoots: 2, CancellationToken.None);
            foreach (var shoot in _landscape.Shoots)
            {
                await Workload.RunAsync(_landscape.KubectlOf(shoot), CancellationToken.None);
                await ClientPods.RunAsync(_landscape.KubectlOf(shoot), shoot.Name, CancellationToken.None);
            }
        }
        catch
        {
            // xunit does not end a fixture that did not begin.
            await DisposeAsync();
            throw;
        }
    }

    public Task DisposeAsync() => _landscape.StopAsync();

    public void Dispose()
    {
        _landscape.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
