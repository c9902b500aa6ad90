using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that a stream outlives every carrier which the tunnel had when it began.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs, that needs no gateway.</param>
/// <param name="workers">The shoot's nodes and agents.</param>
internal sealed class CarrierLossProof(Kubectl kubectl, Workers workers)
{
    /// <summary>While bytes go through <c>exec -i</c>, one carrier after the other is broken; the bytes come out as they were.</summary>
    public async Task BulkOutlivesEveryCarrierAsync(CancellationToken cancellation)
    {
        var before = await LossesAsync(cancellation);
        var left = await CarriersAsync(cancellation);
        var all = left.Count;
        Proof.Demand(all > 0, "there is no carrier to lose");
        await new PodProofs(kubectl).CarriesBulkAsync(async received =>
        {
            // At even distances, so that each is broken under way.
            if (left.Count > 0 && received * (all + 1) >= (long)PodProofs.BulkBytes * (all - left.Count + 1))
            {
                var (connections, port) = left.Dequeue();
                await connections.BreakAsync(port, cancellation);
            }
        }, cancellation);
        Proof.Demand(left.Count == 0, $"{left.Count} of {all} carriers were left when everything had come through");
        var lost = await LossesAsync(cancellation) - before;
        Proof.Demand(lost >= all, $"{all} carriers were broken, but the tunnel lost {lost}");
    }

    private async Task<Queue<(CarrierConnections Of, int Port)>> CarriersAsync(CancellationToken cancellation)
    {
        var carriers = new Queue<(CarrierConnections, int)>();
        foreach (var connections in workers.Agents.Select(agent => agent.Connections))
        {
            foreach (var port in await connections.PortsAsync(cancellation))
                carriers.Enqueue((connections, port));
        }

        return carriers;
    }

    private async Task<long> LossesAsync(CancellationToken cancellation) =>
        (await workers.TunnelSessionsAsync(cancellation)).Sum(session => session.Losses);
}
