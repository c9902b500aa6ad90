using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectivity.Landscape.Proofs;

/// <summary>
/// A load balancer as clouds put it in front of a gateway: it passes connections on, and says first whom each is from (PROXY protocol,
/// version 1).
/// </summary>
internal sealed class LoadBalancer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _gatewayPort;
    private readonly Lock _lock = new();
    private readonly List<IPEndPoint> _clients = [];
    private readonly CancellationTokenSource _ending = new();

    private LoadBalancer(int gatewayPort) => _gatewayPort = gatewayPort;

    /// <summary>Where it takes connections, on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whom it had connections from, in their order.</summary>
    public IReadOnlyList<IPEndPoint> Clients
    {
        get
        {
            lock (_lock)
                return [.. _clients];
        }
    }

    /// <summary>Starts one in front of a port of the gateway.</summary>
    public static LoadBalancer Start(int gatewayPort)
    {
        var balancer = new LoadBalancer(gatewayPort);
        balancer._listener.Start();
        _ = balancer.AcceptAsync();
        return balancer;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var ending = _ending.Token;
        while (!ending.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(ending);
            lock (_lock)
                _clients.Add((IPEndPoint)client.Client.RemoteEndPoint!);
            _ = RelayAsync(client, ending);
        }
    }

    private async Task RelayAsync(TcpClient client, CancellationToken ending)
    {
        using (client)
        {
            using var gateway = new TcpClient(AddressFamily.InterNetwork);
            await gateway.ConnectAsync(IPAddress.Loopback, _gatewayPort, ending);
            await gateway.GetStream().WriteAsync(Header(client.Client), ending);
            await Task.WhenAll(PassAsync(client, gateway, ending), PassAsync(gateway, client, ending));
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to, CancellationToken ending)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), ending);
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static byte[] Header(Socket client)
    {
        var (source, destination) = ((IPEndPoint)client.RemoteEndPoint!, (IPEndPoint)client.LocalEndPoint!);
        return Encoding.ASCII.GetBytes($"PROXY TCP4 {source.Address} {destination.Address} {source.Port} {destination.Port}\r\n");
    }
}
