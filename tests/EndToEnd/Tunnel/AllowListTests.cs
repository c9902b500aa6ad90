using System.Net;
using System.Net.Sockets;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>What an agent may connect to, however it is asked.</summary>
public sealed class AllowListTests(ShootNetwork network) : TunnelScenario(network)
{
    private const string Everything = "{ cidr: 0.0.0.0/0, ports: [1-65535] }, { cidr: \"::/0\", ports: [1-65535] }";

    [Fact]
    public async Task No_spelling_of_the_agents_own_or_its_links_addresses_is_connected_to()
    {
        var server = await StartAsync(Everything);
        using var inside = await Network.ListenInsideAsync();
        var port = ((IPEndPoint)inside.LocalEndPoint!).Port;
        string[] hosts =
        [
            "127.0.0.1", "127.255.255.254", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
            "0.0.0.0", "0", "0x0", "localhost", "LOCALHOST", "localhost.", "ip6-localhost", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::127.0.0.1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]",
            "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%eth0]", "[fe80::1%25lo]", "169.254.169.254", "2852039166", "0xa9fea9fe",
            "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "224.0.0.1", "255.255.255.255", "[ff02::1]",
        ];

        foreach (var host in hosts)
            Assert.DoesNotContain(" 200 ", (await FrontendClient.AskAsync(server, $"{host}:{port}")).Split('\r')[0], StringComparison.Ordinal);

        Assert.False(inside.Poll(0, SelectMode.SelectRead), "one of them was connected to");
        // The same listener by an address that nothing speaks against: whoever connects to it is seen.
        Own(await FrontendClient.ConnectAsync(server, Frontend.Connect, new IPEndPoint(Network.Shoot, port)));
        Assert.True(inside.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task Addresses_and_ports_outside_the_rules_are_forbidden()
    {
        var (allowed, other) = (StartTarget(), StartTarget());
        var elsewhere = StartTarget(Network.OtherSeed);
        var server = await StartAsync($$"""{ cidr: {{Network.Seed}}/32, ports: [{{allowed.Address.Port}}] }""");

        Own(await FrontendClient.ConnectAsync(server, Frontend.Connect, allowed.Address));
        foreach (var forbidden in new[] { other.Address, elsewhere.Address, new IPEndPoint(Network.OtherSeed, allowed.Address.Port) })
            await AssertForbiddenAsync(server, forbidden.ToString());

        Assert.True(allowed.HasConnection);
        Assert.False(other.HasConnection || elsewhere.HasConnection);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_leads_to_what_was_allowed_or_nowhere()
    {
        using var inside = await Network.ListenInsideAsync();
        var port = ((IPEndPoint)inside.LocalEndPoint!).Port;
        using var resolver = new ScriptedResolver(Network.Seed, (name, time) => name switch
        {
            "rebinding.test" => [time == 1 ? Network.Seed : IPAddress.Loopback],
            "both.test" => [IPAddress.Loopback, IPAddress.Parse("169.254.169.254"), Network.Seed, IPAddress.Any],
            "metadata.test" => [IPAddress.Parse("169.254.169.254")],
            "this.test" => [IPAddress.Any],
            _ => [],
        });
        await Network.ReplaceFileAsync("/etc/resolv.conf", $"nameserver {Network.Seed}\noptions timeout:1 attempts:5\n");
        var server = await StartAsync(Everything);
        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        target.Bind(new IPEndPoint(Network.Seed, port));
        target.Listen(16);

        Assert.StartsWith("HTTP/1.1 200 ", await FrontendClient.AskAsync(server, $"rebinding.test:{port}"), StringComparison.Ordinal);
        Assert.Equal(1, resolver.Asked("rebinding.test"));
        (await target.AcceptAsync()).Dispose();
        await AssertForbiddenAsync(server, $"rebinding.test:{port}");
        Assert.Equal(2, resolver.Asked("rebinding.test"));
        Assert.StartsWith("HTTP/1.1 200 ", await FrontendClient.AskAsync(server, $"both.test:{port}"), StringComparison.Ordinal);
        (await target.AcceptAsync()).Dispose();
        await AssertForbiddenAsync(server, $"metadata.test:{port}");
        await AssertForbiddenAsync(server, $"this.test:{port}");
        Assert.Contains("X-Tunnel-Error: NameNotFound", await FrontendClient.AskAsync(server, $"nobody.test:{port}"), StringComparison.Ordinal);

        Assert.False(inside.Poll(0, SelectMode.SelectRead), "the agent has connected to itself");
    }

    private async Task<TunnelServer> StartAsync(string allow)
    {
        var server = await StartServerAsync();
        await StartAgentAsync(new AgentPlan { Servers = [AgentPlan.Direct(server.Carriers)], Allow = allow });
        await server.WaitForCarriersAsync(2);
        return server;
    }

    private static async Task AssertForbiddenAsync(TunnelServer server, string destination)
    {
        var answer = await FrontendClient.AskAsync(server, destination);
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("X-Tunnel-Error: Forbidden\r\n", answer, StringComparison.Ordinal);
    }
}
