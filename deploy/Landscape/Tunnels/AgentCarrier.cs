using System.Text.Json;
using Connectivity.Landscape.Nodes;
using Connectivity.Landscape.Processes;

namespace Connectivity.Landscape.Tunnels;

/// <summary>One of an agent's carriers, as the agent shows it under <c>/carriers</c>.</summary>
/// <param name="Slot">Which of its carriers to a server.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Failures">How often it was lost or did not come about.</param>
/// <param name="LastError">What it was last, beginning with the leg of the way; it stays when the carrier stands again. Null before the first.</param>
internal sealed record AgentCarrier(int Slot, string State, long Failures, string? LastError)
{
    /// <summary>When <see cref="LastError"/> was.</summary>
    public DateTimeOffset? LastErrorAt { get; private init; }

    /// <summary>Whether it is there.</summary>
    public bool Stands => State == "standing";

    /// <summary>Asks the agent of a node, from within the node; null while it does not answer or this process may not enter.</summary>
    /// <param name="node">The process that holds the node's namespaces.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<IReadOnlyList<AgentCarrier>?> ReadAsync(ProcessIdentity node, CancellationToken cancellation)
    {
        using var http = NodeLoopback.CreateClient(node);
        return await LoopbackHttp.GetTextAsync(http, TunnelAgentConfiguration.AdminPort, "/carriers", cancellation) is { } json ? Parse(json) : null;
    }

    /// <summary>Reads what an agent answers.</summary>
    public static IReadOnlyList<AgentCarrier> Parse(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return
        [
            .. answer.RootElement.GetProperty("servers").EnumerateArray()
                .SelectMany(server => server.GetProperty("carriers").EnumerateArray())
                .Select(Read),
        ];
    }

    /// <summary>One line for the terminal.</summary>
    public override string ToString() =>
        $"carrier {Slot} is {State}, has failed {Failures} times{(LastError is null ? "" : $"; its last error: {LastError}")}";

    private static AgentCarrier Read(JsonElement carrier) => new(
        carrier.GetProperty("slot").GetInt32(),
        carrier.GetProperty("state").GetString()!,
        carrier.GetProperty("failures").GetInt64(),
        carrier.TryGetProperty("lastError", out var error) ? error.GetString() : null)
    {
        LastErrorAt = carrier.TryGetProperty("lastErrorAt", out var at) ? at.GetDateTimeOffset() : null,
    };
}
