using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;
using Connectivity.Landscape.State;

namespace Connectivity.Landscape.Tracing;

/// <summary>What the probes know of a shoot: what the landscape has written down for other processes.</summary>
/// <param name="directory">Where its files are.</param>
/// <param name="landscape">The landscape.</param>
/// <param name="shoot">The shoot.</param>
internal sealed class ShootContext(LandscapeDirectory directory, LandscapeState landscape, ShootState shoot)
{
    public LandscapeState Landscape => landscape;

    public ShootState Shoot => shoot;

    public ShootName Name { get; } = ShootName.Parse(shoot.Name);

    public ControlPlaneFiles Files { get; } = directory.FilesOf(ShootName.Parse(shoot.Name));

    public string AccessLog => directory.Gateway.AccessLog;

    /// <summary>The nodes; none where the shoot is a control plane only.</summary>
    public IReadOnlyList<NodeState> Nodes { get; } = [.. (landscape.Nodes ?? []).Where(node => node.Shoot == shoot.Name)];

    /// <summary>Where the shoot's nodes keep their files.</summary>
    public NodeFiles FilesOf(NodeState node) => new(Path.Combine(Files.Directory, "nodes", node.Name));

    /// <summary>A word behind a failure where the process that should be there is not; empty where it is.</summary>
    /// <param name="process">What the landscape calls it.</param>
    public string Missing(string process) =>
        landscape.Processes.Any(known => known.Name == process && known.Identity.IsAlive) ? "" : $"; the process '{process}' is not running";

    /// <summary>The credentials of the shoot's administrator; null where this process may not read them.</summary>
    public ShootCredentials? ReadCredentials()
    {
        try
        {
            return ShootCredentials.Parse(File.ReadAllText(Files.DirectKubeconfig));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
