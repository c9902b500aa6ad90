using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.ApiserverProxy;

/// <summary>The published proxy in a network of its own, as on a node: it claims the addresses, and the gateway is elsewhere.</summary>
public sealed class ProxyOnNodeTests : IAsyncLifetime, IClassFixture<ShootNetwork>
{
    private const string Listen = """["240.0.0.5:443", "[64:ff9b:1::f000:5]:443"]""";
    private const string Interface = "apiserver-proxy";
    private static readonly IPEndPoint Four = IPEndPoint.Parse("240.0.0.5:443");
    private static readonly IPEndPoint Six = IPEndPoint.Parse("[64:ff9b:1::f000:5]:443");

    private readonly ShootNetwork _network;
    private readonly TlsEchoBackend _backend = new(IPAddress.Loopback);
    private TunnelProgram? _gateway;

    public ProxyOnNodeTests(ShootNetwork network) => _network = network;

    public async Task InitializeAsync() => _gateway = await ProxyPrograms.StartGatewayAsync(_network.Seed, _backend.Address);

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task It_serves_both_families_whatever_is_taken_away_and_leaves_nothing()
    {
        await using var proxy = await StartAsync("interface: { check: 1h }");
        using var early = await ConnectAsync(Four);
        using var six = await ConnectAsync(Six);

        await _network.RunInsideAsync("ip", "address", "delete", "240.0.0.5/32", "dev", Interface);
        await RepairedAsync(proxy, "put 240.0.0.5 on");
        await _network.RunInsideAsync("ip", "link", "set", Interface, "down");
        await RepairedAsync(proxy, $"set {Interface} up");
        await _network.RunInsideAsync("ip", "link", "delete", Interface);
        await RepairedAsync(proxy, "made interface");

        using var late = await ConnectAsync(Four);
        using var lateSix = await ConnectAsync(Six);
        await early.ProveAliveAsync();
        early.Dispose();
        six.Dispose();
        late.Dispose();
        lateSix.Dispose();
        proxy.Terminate();
        Assert.Equal(0, await proxy.ExitCodeAsync());
        Assert.DoesNotContain(Interface, await _network.RunInsideAsync("ip", "link", "show"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_claims_and_ends_and_run_finds_the_addresses()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, await ConfigurationAsync());
            var enter = _network.Enter;
            var run = await ProgramRun.OfAsync(enter[0], [.. enter.Skip(1), TestEnvironment.ApiserverProxy, "init", "--config", file]);
            Assert.True(run.ExitCode == 0, run.Text);

            await using (var proxy = await StartAsync("interface: { manage: false }"))
            {
                using var client = await ConnectAsync(Four);
                proxy.Terminate();
                client.Dispose();
                Assert.Equal(0, await proxy.ExitCodeAsync());
            }

            Assert.Contains("240.0.0.5/32", await AddressesAsync(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
            await _network.RunInsideAsync("ip", "link", "delete", Interface);
        }
    }

    [Fact]
    public async Task Told_to_keep_the_addresses_it_does_and_its_successor_takes_them_over()
    {
        await using (var proxy = await StartAsync("interface: { keep: true }"))
        {
            proxy.Terminate();
            Assert.Equal(0, await proxy.ExitCodeAsync());
        }

        Assert.Contains("240.0.0.5/32", await AddressesAsync(), StringComparison.Ordinal);
        await using var successor = await StartAsync();
        using var client = await ConnectAsync(Four);
        client.Dispose();
        successor.Terminate();
        Assert.Equal(0, await successor.ExitCodeAsync());
        Assert.DoesNotContain("240.0.0.5", await _network.RunInsideAsync("ip", "address"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_vanishes_is_found_out_and_the_client_is_reset()
    {
        await using var proxy = await StartAsync("keepalive: { idle: 1s, interval: 1s, probes: 1 }");
        using var client = await ConnectAsync(Four);
        var gateway = (await _gateway!.AddressAsync()).Port;

        await _network.DropAsync(gateway);
        try
        {
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
            await proxy.Admin.WaitForMetricAsync(
                1, "connectivity_apiserver_proxy_connections_total", "leg=\"gateway\"", "outcome=\"UpstreamTimedOut\"");
        }
        finally
        {
            await _network.LetPassAsync(gateway);
        }
    }

    private async Task<TunnelProgram> StartAsync(params string[] more)
    {
        var proxy = await TunnelProgram.StartAsync(_network.Enter, [TestEnvironment.ApiserverProxy, "run"], await ConfigurationAsync(more));
        await proxy.WaitForReadinessAsync();
        return proxy;
    }

    // The shoot's own address: the test asks the proxy from outside.
    private async Task<string> ConfigurationAsync(params string[] more) =>
        ProxyPrograms.Configuration(Listen, await _gateway!.AddressAsync(), $"{_network.Shoot}:0", more);

    private async Task<ServiceClient> ConnectAsync(IPEndPoint to) =>
        await ServiceClient.ConnectAsync(await _network.OpenInsideAsync(to.AddressFamily), to);

    private Task<string> AddressesAsync() => _network.RunInsideAsync("ip", "address", "show", "dev", Interface);

    private static Task RepairedAsync(TunnelProgram proxy, string what) => Patience.UntilAsync(
        () => proxy.Lines("Repaired").Any(line => ((string)line["done"]!).Contains(what, StringComparison.Ordinal)),
        () => $"not repaired:\n{proxy.Log.Text()}");
}
