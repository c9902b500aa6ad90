using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>The published proxy and the published gateway with a TLS backend behind them.</summary>
public sealed class ProxyThroughGatewayTests : IAsyncLifetime
{
    private const int IdleConnections = 100;
    private const int Scrapes = 300;
    private const int MaxResidentKilobytes = 20 * 1024;
    // Garbage of scrapes in quick succession, which a collection takes back: without bounds of the heap it would be 15 MiB more.
    private const int MaxResidentInScrapesKilobytes = 24 * 1024;

    private readonly TlsEchoBackend _backend = new(IPAddress.Loopback);
    private TunnelProgram? _gateway;
    private TunnelProgram? _proxy;

    public async Task InitializeAsync()
    {
        _gateway = await ProxyPrograms.StartGatewayAsync(IPAddress.Loopback, _backend.Address);
        _proxy = await TunnelProgram.StartAsync([], [TestEnvironment.ApiserverProxy, "run"], ProxyPrograms.Configuration(
            "127.0.0.1:0", await _gateway.AddressAsync(), "127.0.0.1:0", "interface: { manage: false }"));
        await _proxy.WaitForReadinessAsync();
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task It_is_small_with_a_hundred_connections_and_after_many_scrapes()
    {
        var idle = new List<ServiceClient>();
        try
        {
            for (var i = 0; i < IdleConnections; i++)
                idle.Add(await ServiceClient.ConnectAsync(await _proxy!.AddressAsync()));
            await AssertSmallAsync(MaxResidentKilobytes);
            // What an hour or two of a scraper and of probes leave behind.
            for (var i = 0; i < Scrapes; i++)
                Assert.Equal(IdleConnections, await _proxy!.Admin.MetricAsync("connectivity_apiserver_proxy_connections_active"));
            await AssertSmallAsync(MaxResidentInScrapesKilobytes);
        }
        finally
        {
            idle.ForEach(static c => c.Dispose());
        }
    }

    [Fact]
    public async Task It_is_not_ready_any_more_when_the_gateway_is_gone_and_clients_are_reset()
    {
        _gateway!.Terminate();
        Assert.Equal(0, await _gateway.ExitCodeAsync());
        await _proxy!.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(ConnectionEnd.Reset, await EndOfConnectionAsync());
        var line = Assert.Single(_proxy.Lines("NoWay"));
        Assert.Equal(("connect", "ConnectRefused"), ((string?)line["leg"], (string?)line["outcome"]));
    }

    [Fact]
    public async Task A_drain_refuses_what_is_new_lets_a_live_connection_go_on_and_ends_well()
    {
        var proxy = _proxy!;
        var address = await proxy.AddressAsync();
        using var client = await ServiceClient.ConnectAsync(address);

        proxy.Terminate();
        await proxy.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        await Patience.UntilAsync(() => IsRefusedAsync(address), () => "it still listens");
        await client.ProveAliveAsync();
        client.Dispose();

        Assert.Equal(0, await proxy.ExitCodeAsync());
    }

    private async Task AssertSmallAsync(int most)
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{_proxy!.Pid}/status")).First(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        Assert.True(kilobytes <= most, $"{kilobytes} kB");
    }

    private static async Task<bool> IsRefusedAsync(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, Patience.Token());
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }

    private async Task<ConnectionEnd> EndOfConnectionAsync()
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(await _proxy!.AddressAsync(), Patience.Token());
            return await EchoClient.EndAsync(client);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Accepted and reset before this end had a look.
            return ConnectionEnd.Reset;
        }
    }
}
