using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Connectivity.EndToEnd.Gateway;

namespace Connectivity.EndToEnd.Tunnel.Programs;

/// <summary>How a server is configured.</summary>
internal sealed record ServerPlan
{
    /// <summary>Its id.</summary>
    public string Id { get; init; } = "server-0";

    /// <summary>Where it takes agents; port 0 for any.</summary>
    public required IPEndPoint Carriers { get; init; }

    /// <summary>The folder of its Unix socket.</summary>
    public string SocketFolder { get; init; } = Directory.CreateTempSubdirectory("tunnel-socket-").FullName;

    /// <summary>Further keys of the root.</summary>
    public string More { get; init; } = "";

    /// <summary>The file's text. Each front end has an address of its own, by which its line in the log is known.</summary>
    public string Text(TunnelPki pki) => $$"""
        serverId: {{Id}}
        carriers: { listen: "{{Carriers}}", tls: {{pki.Carriers}} }
        frontends:
          - { kind: HttpConnect, listen: "127.0.0.1:0" }
          - { kind: HttpConnect, listen: "127.0.0.2:0", tls: {{pki.Frontend}} }
          - { kind: Socks5, listen: "127.0.0.3:0" }
          - { kind: Socks5, listen: "127.0.0.4:0", tls: {{pki.Frontend}} }
          - { kind: HttpConnect, listen: "unix:{{SocketFolder}}/connect.sock" }
          - { kind: Socks5, listen: "unix:{{SocketFolder}}/socks.sock" }
        admin: { address: "127.0.0.1:0" }
        {{More}}

        """;
}

/// <summary>A running server.</summary>
internal sealed class TunnelServer(ServerPlan plan, TunnelProgram program) : IAsyncDisposable
{
    /// <summary>Its configuration, with the port that carriers have come to.</summary>
    public ServerPlan Plan { get; private set; } = plan;

    /// <summary>The process.</summary>
    public TunnelProgram Program => program;

    /// <summary>The admin endpoint.</summary>
    public GatewayAdmin Admin => program.Admin;

    /// <summary>Where it takes agents.</summary>
    public IPEndPoint Carriers => Plan.Carriers;

    /// <summary>Where it takes clients, by kind.</summary>
    public IReadOnlyDictionary<Frontend, EndPoint> Frontends { get; private set; } = new Dictionary<Frontend, EndPoint>();

    /// <summary>Starts one and waits until it takes agents and clients.</summary>
    public static async Task<TunnelServer> StartAsync(ServerPlan plan, TunnelPki pki)
    {
        var program = await TunnelProgram.StartAsync([], [TestEnvironment.Tunnel, "server"], plan.Text(pki));
        var server = new TunnelServer(plan, program);
        await server.FindAddressesAsync();
        return server;
    }

    /// <summary>Where one of its front ends is.</summary>
    public EndPoint At(Frontend frontend) => Frontends[frontend];

    /// <summary>What it shows of its sessions.</summary>
    public async Task<IReadOnlyList<JsonNode>> SessionsAsync() => [.. (await Admin.GetJsonAsync("/carriers"))["sessions"]!.AsArray().OfType<JsonNode>()];

    /// <summary>Waits until so many carriers stand, and the sessions that have them take streams.</summary>
    public async Task WaitForCarriersAsync(int count)
    {
        IReadOnlyList<JsonNode> sessions = [];
        await Patience.UntilAsync(
            async () => (sessions = await SessionsAsync()).Sum(Carriers) == count && sessions.All(static s => Carriers(s) == 0 || (bool)s["usable"]!),
            () => $"not {count} carriers: {string.Join('\n', sessions)}\n{program.Log.Text()}");

        // One counts from its HELLO on, and is of use only after its RESUME.
        static int Carriers(JsonNode session) => session["carriers"]!.AsArray().Count;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await program.DisposeAsync();
        }
        finally
        {
            // A successor of the server has the same.
            if (Directory.Exists(Plan.SocketFolder))
                Directory.Delete(Plan.SocketFolder, recursive: true);
        }
    }

    private async Task FindAddressesAsync()
    {
        Plan = Plan with { Carriers = IPEndPoint.Parse((string)(await program.LineAsync("ListeningForCarriers"))["address"]!) };
        var count = Enum.GetValues<Frontend>().Length;
        await Patience.UntilAsync(() => program.Lines("Listening").Count == count, () => $"front ends are missing:\n{program.Log.Text()}");
        Frontends = program.Lines("Listening").Select(static line => Address((string)line["address"]!)).ToDictionary(static a => a.Frontend, static a => a.Address);
    }

    private static (Frontend Frontend, EndPoint Address) Address(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
            return (text.EndsWith("socks.sock", StringComparison.Ordinal) ? Frontend.SocksUnix : Frontend.ConnectUnix, new UnixDomainSocketEndPoint(text[5..]));
        var address = IPEndPoint.Parse(text);
        return ((Frontend)(address.Address.GetAddressBytes()[3] - 1), address);
    }
}

/// <summary>The front ends of a <see cref="TunnelServer"/>.</summary>
public enum Frontend
{
    /// <summary>HTTP CONNECT on TCP. The first four are in the order of their loopback addresses.</summary>
    Connect,

    /// <summary>HTTP CONNECT in TLS.</summary>
    ConnectTls,

    /// <summary>SOCKS 5 on TCP.</summary>
    Socks,

    /// <summary>SOCKS 5 in TLS.</summary>
    SocksTls,

    /// <summary>HTTP CONNECT on a Unix socket.</summary>
    ConnectUnix,

    /// <summary>SOCKS 5 on a Unix socket.</summary>
    SocksUnix,
}
