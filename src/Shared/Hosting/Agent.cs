using System.Text.Json;
using Connectivity.Shared.Configuration;
using Microsoft.AspNetCore.Routing;

namespace Connectivity.Shared.Hosting;

/// <summary>
/// What a program does between its configuration and its end; <see cref="AgentHost{TConfig}"/> calls it, never two methods at a time
/// except <see cref="Readiness"/>, <see cref="WriteConfig"/> and the agent's admin endpoints, which any thread may call once
/// <see cref="StartAsync"/> has returned.
/// </summary>
/// <typeparam name="TConfig">The agent's configuration: immutable, valid once bound.</typeparam>
public abstract class Agent<TConfig> : IAsyncDisposable
    where TConfig : class
{
    /// <summary>
    /// How a file is read, the checks that span several keys included. Called before the agent is started and again for each
    /// new file; it changes nothing. <c>admin</c> and <c>log</c> are the host's and are bound by it.
    /// </summary>
    public abstract ConfigBinding<TConfig> NewBinding();

    /// <summary>Starts the agent; it serves when the task ends.</summary>
    /// <exception cref="AgentStartException">It cannot, for a reason that the user has to know.</exception>
    public abstract Task StartAsync(TConfig config, AgentContext context);

    /// <summary>Puts a new valid configuration in force, without touching what has not changed.</summary>
    /// <returns>What in it takes a restart to come into force, a sentence each, the key path first; each is logged as a warning.</returns>
    public abstract Task<IReadOnlyList<string>> ApplyAsync(TConfig config);

    /// <summary>The checks that make the agent ready; all must be good. Called for each request to <c>/readyz</c>.</summary>
    public virtual IEnumerable<ReadinessCheck> Readiness() => [];

    /// <summary>
    /// Stops taking new work and returns when the old is done, or was ended because the agent's own drain time was over.
    /// </summary>
    /// <param name="atOnce">
    /// Cancelled when the user lost patience: what is left is to end abruptly, for which the host waits a second at most.
    /// </param>
    public abstract Task DrainAsync(CancellationToken atOnce);

    /// <summary>Writes the configuration in force as properties of a JSON object that is already open. Secrets are masked.</summary>
    public abstract void WriteConfig(Utf8JsonWriter json, TConfig config);

    /// <summary>Adds the agent's own admin endpoints. Not called without an admin address. They answer 503 until the agent is started.</summary>
    public virtual void MapAdmin(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>Lets go of everything. Called after the drain, and after a failed start.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
