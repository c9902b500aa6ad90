using System.Text.Json;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Tunnels;

/// <summary>What an agent's carrier failed with last, as the agent shows it under <c>/carriers</c>.</summary>
/// <param name="Slot">Which of its carriers.</param>
/// <param name="Leg">Where on the way.</param>
/// <param name="Error">What it was.</param>
/// <param name="State">What the carrier is doing now.</param>
internal sealed record CarrierFailure(int Slot, string Leg, string Error, string State)
{
    /// <summary>Asks the agent of a node, from within the node; null while it does not answer or this process may not enter.</summary>
    /// <param name="node">The process that holds the node's namespaces.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<IReadOnlyList<CarrierFailure>?> ReadAsync(ProcessIdentity node, CancellationToken cancellation)
    {
        using var http = NodeLoopback.CreateClient(node);
        return await LoopbackHttp.GetTextAsync(http, TunnelAgentConfiguration.AdminPort, "/carriers", cancellation) is { } json ? Parse(json) : null;
    }

    /// <summary>Reads what an agent answers.</summary>
    public static IReadOnlyList<CarrierFailure> Parse(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return
        [
            .. answer.RootElement.GetProperty("servers").EnumerateArray()
                .SelectMany(server => server.GetProperty("carriers").EnumerateArray())
                .Where(carrier => carrier.TryGetProperty("lastError", out _))
                .Select(Read),
        ];
    }

    /// <summary>One line for the terminal.</summary>
    public override string ToString() => $"carrier {Slot} is {State}; its last error ({Leg}): {Error}";

    private static CarrierFailure Read(JsonElement carrier) => new(
        carrier.GetProperty("slot").GetInt32(),
        carrier.GetProperty("lastErrorLeg").GetString()!,
        carrier.GetProperty("lastError").GetString()!,
        carrier.GetProperty("state").GetString()!);
}
