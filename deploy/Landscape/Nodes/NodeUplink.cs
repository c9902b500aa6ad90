using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// Cuts a node off from the seed for a while, as a broken line does: nothing passes, and nobody is told. What leads to other nodes is left.
/// The rules are the node's and end with it.
/// </summary>
internal static class NodeUplink
{
    /// <summary>The rules, for nft(8).</summary>
    internal const string Rules = $$"""
        table inet uplink_cut {
          chain in {
            type filter hook prerouting priority raw; policy accept;
            iifname "{{NodeAddress.Uplink}}" drop
          }
          chain out {
            type filter hook postrouting priority srcnat + 10; policy accept;
            oifname "{{NodeAddress.Uplink}}" drop
          }
        }

        """;

    /// <summary>Cuts it.</summary>
    public static Task CutAsync(Node node, CancellationToken cancellation) =>
        ShortCommand.RunAsync(node.OnNetwork("nft", "-f", "-"), cancellation, Rules);

    /// <summary>Makes it whole again.</summary>
    public static Task MendAsync(Node node, CancellationToken cancellation) =>
        ShortCommand.RunAsync(node.OnNetwork("nft", "delete", "table", "inet", "uplink_cut"), cancellation);
}
