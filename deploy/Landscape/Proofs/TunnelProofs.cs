using System.Diagnostics;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Proofs;

/// <summary>What must hold of the tunnel that leads to a shoot's nodes.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs.</param>
/// <param name="workers">The shoot's nodes and agents.</param>
/// <param name="progress">Is told when the tunnel is ready again.</param>
internal sealed class TunnelProofs(Kubectl kubectl, Workers workers, Progress progress)
{
    private static readonly TimeSpan FailureLimit = TimeSpan.FromSeconds(10);

    /// <summary>Without an agent <c>exec</c> fails soon, and says that an agent is missing; with the agent back it works.</summary>
    public async Task NamesTheFailingLegAsync(CancellationToken cancellation)
    {
        var pods = new PodProofs(kubectl);
        var pod = await Workload.PodAsync(kubectl, cancellation);
        await Task.WhenAll(workers.Agents.Select(agent => agent.StopAsync()));
        try
        {
            var start = Stopwatch.GetTimestamp();
            var (exitCode, _, error) = await pods.ExecAsync(pod, cancellation, "true");
            var took = Stopwatch.GetElapsedTime(start);
            Proof.Demand(exitCode != 0, "exec works without an agent: the firewall is open");
            Proof.Demand(took < FailureLimit, $"exec took {took.TotalSeconds:0.0} s to fail");
            Proof.Demand(error.Contains("no agent is connected", StringComparison.Ordinal), $"exec does not say which leg has failed: {error.Trim()}");
        }
        finally
        {
            await Task.WhenAll(workers.Agents.Select(agent => agent.StartAsync()));
        }

        await workers.WaitForTunnelAsync(progress, cancellation);
        await pods.ExecutesAsync(cancellation);
    }
}
