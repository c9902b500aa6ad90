using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Nodes;

/// <summary>The node's firewall: nobody opens a connection to the node or to anything behind it from outside.</summary>
internal static class NodeFirewall
{
    /// <summary>The rules, for nft(8).</summary>
    internal const string Rules = $$"""
        table inet node_firewall {
          chain input {
            type filter hook input priority filter; policy accept;
            iifname "{{NodeAddress.Uplink}}" ct state { new, invalid } drop
          }
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname "{{NodeAddress.Uplink}}" ct state { new, invalid } drop
          }
        }

        """;

    /// <summary>Closes the node.</summary>
    public static Task CloseAsync(NodeNamespaces node, CancellationToken cancellation) =>
        ShortCommand.RunAsync(node.OnNetwork("nft", "-f", "-"), cancellation, Rules);
}
