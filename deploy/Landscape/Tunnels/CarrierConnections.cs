using System.Globalization;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Tunnels;

/// <summary>The TCP connections of an agent's carriers, to break them as something on the way would.</summary>
/// <param name="node">The agent's node.</param>
/// <param name="gatewayPort">The gateway's port that takes agents.</param>
internal sealed class CarrierConnections(Node node, int gatewayPort)
{
    /// <summary>The local ports of those that are established.</summary>
    public async Task<IReadOnlyList<int>> PortsAsync(CancellationToken cancellation)
    {
        var output = await ShortCommand.RunAsync(
            node.OnNetwork("ss", "--no-header", "--tcp", "--numeric", "state", "established", $"dport = :{gatewayPort}"), cancellation);
        return Parse(output);
    }

    /// <summary>Breaks one, as a reset does.</summary>
    /// <returns>Whether it was still there.</returns>
    /// <exception cref="LandscapeException">The kernel cannot (CONFIG_INET_DIAG_DESTROY).</exception>
    public async Task<bool> BreakAsync(int port, CancellationToken cancellation)
    {
        var output = await ShortCommand.RunAsync(
            node.OnNetwork("ss", "--kill", "--no-header", "--tcp", "--numeric", "state", "established", $"sport = :{port}"), cancellation);
        if (Parse(output).Contains(port))
            return true;
        return (await PortsAsync(cancellation)).Contains(port)
            ? throw new LandscapeException($"this machine's kernel does not let ss(8) break a connection of node {node.Plan.Name}")
            : false;
    }

    /// <summary>Reads the local ports out of what ss(8) shows of connections of one state: two queues, the local and the peer's address.</summary>
    internal static IReadOnlyList<int> Parse(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2])
            .Select(address => int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture)),
    ];
}
