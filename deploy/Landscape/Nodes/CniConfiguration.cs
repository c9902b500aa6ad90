using Connectivity.Landscape.Output;

namespace Connectivity.Landscape.Nodes;

/// <summary>
/// The configuration of a node's pod network, in JSON: each pod is joined to the node by a pair of interfaces of its own, and leaves with
/// its own address.
/// </summary>
internal static class CniConfiguration
{
    /// <summary>The file's text.</summary>
    /// <param name="podRange">Where pods get their addresses from.</param>
    /// <param name="addresses">Keeps which are in use.</param>
    public static string Build(string podRange, string addresses) => $$"""
        {
          "cniVersion": "0.4.0",
          "name": "pods",
          "plugins": [
            {
              "type": "ptp",
              "ipMasq": false,
              "ipam": {
                "type": "host-local",
                "dataDir": {{Quoted.Text(addresses)}},
                "ranges": [[{ "subnet": "{{podRange}}" }]],
                "routes": [{ "dst": "0.0.0.0/0" }]
              }
            }
          ]
        }

        """;
}
