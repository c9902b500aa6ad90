using System.Net;
using System.Net.Sockets;
using Connectivity.LoadTest.Load;
using Connectivity.LoadTest.Setting;
using Connectivity.Shared.TlsEndpoints;

namespace Connectivity.LoadTest.Peers;

/// <summary>vpn-tunnel: server and agent, one process each, with the agent's default of two carriers.</summary>
/// <param name="bench">Where it is measured.</param>
/// <param name="path">What lies between the ends.</param>
/// <param name="frontend">Which way clients come in.</param>
internal sealed class TunnelPeer(Bench bench, PathOptions path, TunnelFrontend frontend) : Peer(bench, path)
{
    /// <summary>Its name with the front end that is meant for speed.</summary>
    public const string UnixTitle = "vpn-tunnel, Unix socket";

    private readonly byte[] _request = ConnectHead.For($"{Bench.Target}");
    private readonly int _carrierPort = 1194 + (int)frontend;
    private readonly int _frontendPort = 9443;
    private readonly TlsContext? _tls = frontend == TunnelFrontend.MutualTls ? TlsContext.Load(TlsRole.Client, bench.Files.Client, [], tls12Allowed: false) : null;

    /// <inheritdoc/>
    public override string Name => frontend == TunnelFrontend.UnixSocket ? UnixTitle : "vpn-tunnel, mutual TLS";

    private string UnixPath => Bench.Files.PathOf("connect.sock");

    /// <inheritdoc/>
    public override LoadConnection Connect()
    {
        var connection = Reach();
        try
        {
            ConnectHead.Ask(connection, _request);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void StartEnds()
    {
        var program = Path.Combine(Bench.Published, "vpn-tunnel");
        var carriers = new IPEndPoint(NetworkPair.SeedAddress, _carrierPort);
        StartEnd(Bench.Hosts.Seed, program, "server", "--config", Bench.Files.Write($"server-{frontend}.yaml", ServerFile(carriers)));
        var dialled = Lay(Bench.Hosts.Shoot, carriers);
        StartEnd(Bench.Hosts.Shoot, program, "agent", "--config", Bench.Files.Write($"agent-{frontend}.yaml", AgentFile(dialled)));
    }

    private LoadConnection Reach()
    {
        if (_tls is null)
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            unix.Connect(new UnixDomainSocketEndPoint(UnixPath));
            return new SocketConnection(unix);
        }

        var socket = Bench.Hosts.Seed.NewSocket();
        socket.Connect(new IPEndPoint(IPAddress.Loopback, _frontendPort));
        return new TlsLoadConnection(socket, _tls, WorkFolder.ServerName);
    }

    private string ServerFile(IPEndPoint carriers)
    {
        var tls = $"{{ certFile: {Bench.Files.Server.CertFile}, keyFile: {Bench.Files.Server.KeyFile}, clientCaFile: {Bench.Files.Server.CaFile} }}";
        var listen = _tls is null ? $"listen: \"unix:{UnixPath}\"" : $"listen: 127.0.0.1:{_frontendPort}, tls: {tls}";
        return $"""
            serverId: server
            carriers: {"{"} listen: {carriers}, tls: {tls} {"}"}
            frontends:
              - {"{"} kind: HttpConnect, {listen} {"}"}
            admin: {"{"} address: 127.0.0.1:{9100 + (int)frontend} {"}"}
            """;
    }

    private string AgentFile(IPEndPoint server) => $"""
        agentId: agent
        servers:
          - {"{"} name: server, address: {server}, tlsServerName: {WorkFolder.ServerName} {"}"}
        tls: {"{"} certFile: {Bench.Files.Client.CertFile}, keyFile: {Bench.Files.Client.KeyFile}, caFile: {Bench.Files.Client.CaFile} {"}"}
        allow:
          - {"{"} cidr: {NetworkPair.ShootAddress}/32, ports: [{Bench.TargetPort}] {"}"}
        admin: {"{"} address: 127.0.0.1:{9100 + (int)frontend} {"}"}
        """;
}

/// <summary>Which way clients come into the tunnel.</summary>
internal enum TunnelFrontend
{
    /// <summary>HTTP CONNECT on a Unix socket.</summary>
    UnixSocket,

    /// <summary>HTTP CONNECT over TLS with a client certificate, as it is without a sidecar.</summary>
    MutualTls,
}
