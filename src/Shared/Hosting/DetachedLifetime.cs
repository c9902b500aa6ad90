using Microsoft.Extensions.Hosting;

namespace Connectivity.Shared.Hosting;

/// <summary>A web host that listens to no signal and prints nothing: the agent's host says when it ends.</summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
