using Connectivity.Landscape;
using Connectivity.Landscape.Commands;
using Connectivity.Landscape.Control;
using Connectivity.Landscape.Output;
using Connectivity.Landscape.Proofs;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;
using Xunit;

namespace Connectivity.EndToEnd.Landscapes;

/// <summary>A landscape with the shoots <c>a</c> and <c>b</c>, control planes only, that the tests of a class share.</summary>
public sealed class LandscapeFixture : IAsyncLifetime, IDisposable
{
    private readonly List<string> _said = [];
    private readonly string _path = Directory.CreateTempSubdirectory("landscape-").FullName;
    private readonly Progress _progress;
    private readonly RunningLandscape _landscape;

    public LandscapeFixture()
    {
        _progress = new Progress(_said.Add);
        var options = new LandscapeOptions(_path, TestEnvironment.KubernetesBinaries, TestEnvironment.Gateway, Nodes: 0);
        _landscape = new RunningLandscape(new LandscapeDirectory(_path), options, _progress);
    }

    /// <summary>What has happened so far, for the message of a test that fails.</summary>
    public string Said => string.Join('\n', _said);

    internal RunningLandscape Landscape => _landscape;

    internal ShootProofs Proofs => _landscape.Proofs;

    internal Shoot this[string name] => _landscape.Shoots.Single(shoot => shoot.Name.Value == name);

    public Task InitializeAsync() => _landscape.StartAsync(shoots: 2, CancellationToken.None);

    public Task DisposeAsync() => _landscape.StopAsync();

    public void Dispose()
    {
        _landscape.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>Does what the command of another shell would.</summary>
    /// <returns>The command's exit code.</returns>
    public Task<int> ExecuteAsync(string command, string shoot) =>
        new ShootChanges(_landscape, _progress).ExecuteAsync(new ControlRequest(command, shoot), _ => { }, CancellationToken.None);
}
