using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Tunnels;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that a stream outlives every carrier which the tunnel had when it began, and some that came later.</summary>
/// <param name="kubectl">A kubectl on the shoot, in which the workload runs, that needs no gateway.</param>
/// <param name="workers">The shoot's nodes and agents.</param>
internal sealed class CarrierLossProof(Kubectl kubectl, Workers workers)
{
    /// <summary>How many carriers are broken while the bytes go through; an agent keeps two to a server.</summary>
    public const int Losses = 6;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // The reset tells the server at once; this is for a busy machine.
    private const int NoticePolls = 50;

    /// <summary>While bytes go through <c>exec -i</c>, one carrier after the other is broken; the bytes come out as they were.</summary>
    public async Task BulkOutlivesItsCarriersAsync(CancellationToken cancellation)
    {
        var node = await Workload.NodeAsync(kubectl, cancellation);
        var connections = workers.Agents.Single(agent => agent.NodeName == node).Connections;
        var known = new List<int>();
        var lost = 0;
        await new PodProofs(kubectl).CarriesBulkAsync(async received =>
        {
            // At even distances, so that each is lost under way.
            if (lost < Losses && received * (Losses + 1) >= (long)PodProofs.BulkBytes * (lost + 1))
            {
                await LoseOneAsync(connections, known, cancellation);
                lost++;
            }
        }, cancellation);
        Proof.Demand(lost == Losses, $"of {Losses} carriers {lost} were lost before all bytes were there");
    }

    // A connection that is broken before its HELLO was answered is not a carrier yet, and no loss: then it takes another one.
    private async Task LoseOneAsync(CarrierConnections connections, List<int> known, CancellationToken cancellation)
    {
        var before = await LossesAsync(cancellation);
        while (true)
        {
            await BreakOldestAsync(connections, known, cancellation);
            for (var i = 0; i < NoticePolls; i++)
            {
                if (await LossesAsync(cancellation) > before)
                    return;
                await Task.Delay(Interval, cancellation);
            }
        }
    }

    // The oldest: the stream has gone to it, or soon would. Just after a loss there may be none.
    private static async Task BreakOldestAsync(CarrierConnections connections, List<int> known, CancellationToken cancellation)
    {
        while (true)
        {
            var there = await connections.PortsAsync(cancellation);
            known.RemoveAll(port => !there.Contains(port));
            known.AddRange(there.Except(known).ToArray());
            if (known.Count > 0 && await connections.BreakAsync(known[0], cancellation))
                return;
            await Task.Delay(Interval, cancellation);
        }
    }

    private async Task<long> LossesAsync(CancellationToken cancellation) =>
        (await workers.TunnelSessionsAsync(cancellation)).Sum(session => session.Losses);
}
