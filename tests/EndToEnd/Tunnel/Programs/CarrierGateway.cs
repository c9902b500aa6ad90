using System.Net;

namespace Connectivity.EndToEnd.Tunnel.Programs;

/// <summary>A gateway in front of a server's carriers, found by the destination that agents name.</summary>
internal sealed class CarrierGateway : IAsyncDisposable
{
    private const string Destination = "outbound|1194||server-0.shoot--dev--a.svc.cluster.local";

    private readonly IPEndPoint _carriers;
    private IPEndPoint _address;
    private TunnelProgram _program;

    private CarrierGateway(IPEndPoint address, IPEndPoint carriers, TunnelProgram program) => (_address, _carriers, _program) = (address, carriers, program);

    /// <summary>The server's line in an agent's configuration.</summary>
    public string AgentLine => $$"""
        { name: server-0, gateway: "{{_address}}", connectHeaders: { X-Gardener-Destination: "{{Destination}}" }, tlsServerName: {{TunnelPki.ServerName}} }
        """;

    /// <summary>Starts one.</summary>
    public static async Task<CarrierGateway> StartAsync(IPAddress address, IPEndPoint carriers)
    {
        var any = new IPEndPoint(address, 0);
        var program = await StartAsync(any, carriers);
        var line = await program.LineAsync("Listening");
        return new CarrierGateway(IPEndPoint.Parse((string)line["address"]!), carriers, program);
    }

    /// <summary>Kills the process and starts another at the same address.</summary>
    public async Task KillAndRestartAsync()
    {
        await _program.KillAsync();
        await _program.DisposeAsync();
        _program = await StartAsync(_address, _carriers);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static Task<TunnelProgram> StartAsync(IPEndPoint address, IPEndPoint carriers) => TunnelProgram.StartAsync([], [TestEnvironment.Gateway, "run"], $$"""
        listeners: [{ name: connect, address: "{{address}}", kind: Connect }]
        admin: { address: "127.0.0.1:0" }
        accessLog: { path: "" }
        routes: [{ name: a, connectDestinations: ["{{Destination}}"], backends: [{ address: "{{carriers}}" }] }]

        """);
}
