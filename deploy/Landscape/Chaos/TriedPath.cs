using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Shoots;

namespace Connectivity.Landscape.Chaos;

/// <summary>A path that is tried again and again, before a fault, during it and after it.</summary>
/// <param name="shoot">The shoot.</param>
/// <param name="kind">The way.</param>
/// <param name="node">The node that it begins or ends at; null where it is none.</param>
internal abstract class TriedPath(Shoot shoot, PathKind kind, NodeName? node = null)
{
    public Shoot Shoot => shoot;

    public PathKind Kind => kind;

    public NodeName? Node => node;

    /// <summary>For the terminal.</summary>
    public string Title => $"shoot {shoot.Name}: " + kind switch
    {
        PathKind.Api => "API through the gateway",
        PathKind.Pod => $"API from a pod on node {node}",
        PathKind.Exec => $"exec into a pod on node {node}",
        _ => "an admission webhook in a pod",
    };

    /// <summary>Begins to try; returns once the path has worked.</summary>
    public abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>Waits until the path has worked twice in a row, in tries that began after a moment.</summary>
    public abstract Task WaitUntilWorkingAsync(DateTimeOffset since, CancellationToken cancellation);

    /// <summary>Ends the trying.</summary>
    /// <returns>The tries.</returns>
    public abstract Task<IReadOnlyList<Attempt>> StopAsync();
}
