using System.Net.Sockets;
using Connectivity.Landscape.Nodes;

namespace Connectivity.Landscape.Proofs;

/// <summary>Proves that nobody connects to a node from outside, although its kubelet listens.</summary>
internal static class FirewallProof
{
    // A node is one link away: what has not answered by then was dropped.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The kubelet's port does not answer the seed.</summary>
    public static async Task IsClosedAsync(NodePlan node, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(node.Address.Node, KubeletConfiguration.Port, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return;
        }
        catch (SocketException error)
        {
            throw new LandscapeException($"the kubelet of node {node.Name} was to drop the connection, but: {error.SocketErrorCode}");
        }

        throw new LandscapeException($"the kubelet of node {node.Name} takes connections from outside");
    }
}
