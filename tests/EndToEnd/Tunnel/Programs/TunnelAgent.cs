using System.Net;
using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Network;

namespace Connectivity.EndToEnd.Tunnel.Programs;

/// <summary>How an agent is configured.</summary>
internal sealed record AgentPlan
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "node-1";

    /// <summary>Its servers' lines.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary>What it may connect to, as rules; null for every address of the test's network.</summary>
    public string? Allow { get; init; }

    /// <summary>Further keys of the root.</summary>
    public string More { get; init; } = "";

    /// <summary>The line of a server that is dialled directly.</summary>
    public static string Direct(IPEndPoint address, string name = "server-0") =>
        $$"""{ name: {{name}}, address: "{{address}}", tlsServerName: {{TunnelPki.ServerName}} }""";

    /// <summary>The file's text.</summary>
    public string Text(TunnelPki pki, ShootNetwork network) => $$"""
        agentId: {{Id}}
        servers: [{{string.Join(", ", Servers)}}]
        tls: {{pki.Agent}}
        allow: [{{Allow ?? $$"""{ cidr: {{network.Range}}, ports: [1-65535] }"""}}]
        admin: { address: "{{network.Shoot}}:0" }
        {{More}}

        """;
}

/// <summary>A running agent.</summary>
internal sealed class TunnelAgent(TunnelProgram program) : IAsyncDisposable
{
    /// <summary>The process.</summary>
    public TunnelProgram Program => program;

    /// <summary>The admin endpoint.</summary>
    public GatewayAdmin Admin => program.Admin;

    /// <summary>Starts one in the shoot.</summary>
    public static async Task<TunnelAgent> StartAsync(AgentPlan plan, TunnelPki pki, ShootNetwork network) =>
        new(await TunnelProgram.StartAsync(network.Enter, [TestEnvironment.Tunnel, "agent"], plan.Text(pki, network)));

    /// <summary>The slots for carriers to a server, as <c>/carriers</c> shows them.</summary>
    public async Task<IReadOnlyList<JsonNode>> SlotsAsync(string server = "server-0")
    {
        var servers = (await Admin.GetJsonAsync("/carriers"))["servers"]!.AsArray();
        return [.. servers.Single(s => (string)s!["server"]! == server)!["carriers"]!.AsArray().OfType<JsonNode>()];
    }

    /// <summary>How many carriers to a server stand.</summary>
    public async Task<int> CarriersAsync(string server = "server-0") =>
        (await SlotsAsync(server)).Count(static s => (string)s["state"]! == "standing");

    /// <summary>Waits until so many carriers stand.</summary>
    public async Task WaitForCarriersAsync(int count, string server = "server-0")
    {
        var last = -1;
        await Patience.UntilAsync(async () => (last = await CarriersAsync(server)) == count, () => $"{last} carriers instead of {count}:\n{program.Log.Text()}");
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
