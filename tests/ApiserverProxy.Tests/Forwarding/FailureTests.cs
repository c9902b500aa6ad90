using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Connectivity.ApiserverProxy.Admin;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Forwarding;
using Connectivity.Shared.Dialing;
using Connectivity.Shared.Outcomes;
using Connectivity.TestKit.Dialing;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Forwarding;

/// <summary>Gateways that refuse, say nothing or cannot be found.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly ConnectTargets _targets = new();

    public void Dispose() => _targets.Dispose();

    [Fact]
    public async Task A_gateway_that_refuses_gives_clients_a_reset_and_the_log_one_line()
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_targets.Refusing()));
        for (var i = 0; i < 5; i++)
        {
            using var client = await proxy.ConnectAsync();
            await client.AssertEndAsync("reset");
        }

        await proxy.AssertEndedAsync(ProxyLeg.Connect, ConnectionOutcome.ConnectRefused, count: 5);
        Assert.Contains("connect: ConnectRefused: 127.0.0.1:", Assert.Single(proxy.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_failure_of_each_leg_is_shown_beside_the_connections()
    {
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_targets.Refusing()));
        using (var client = await proxy.ConnectAsync())
            await client.AssertEndAsync("reset");

        using var answer = JsonDocument.Parse(await ConnectionList.WriteAsync(proxy.Forwarder, 10, CancellationToken.None));
        var failure = Assert.Single(answer.RootElement.GetProperty("lastFailures").EnumerateArray());
        Assert.Equal(("connect", "ConnectRefused"), (failure.GetProperty("leg").GetString(), failure.GetProperty("outcome").GetString()));
        Assert.EndsWith(": connection refused", failure.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.True(failure.GetProperty("agoMs").GetInt64() >= 0);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_the_connect_is_given_up()
    {
        await using var proxy = await TestProxy.StartAsync(With(TestProxy.Options(_targets.Silent()), connectMs: 50));
        using var client = await proxy.ConnectAsync();
        await client.AssertEndAsync("reset");
        await proxy.AssertEndedAsync(ProxyLeg.Connect, ConnectionOutcome.ConnectTimeout);
    }

    [Fact]
    public async Task Another_address_is_taken_beside_a_silent_one_and_comes_first_from_then_on()
    {
        using var backend = new Server();
        await using var gateway = await TestGateway.StartAsync(backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(_targets.Silent(), gateway.Connect));
        using var client = await proxy.ConnectAsync();
        using var server = await backend.AcceptAsync();
        await server.SendAsync("hi");
        await client.AssertReceivesAsync("hi");
        Assert.Equal(gateway.Connect, proxy.Forwarder.Addresses.Current[0]);
    }

    [Fact]
    public async Task A_gateway_that_takes_the_request_and_stalls_is_left_for_another()
    {
        using var backend = new Server();
        using var stalling = new Server();
        await using var gateway = await TestGateway.StartAsync(backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(With(TestProxy.Options(stalling.Endpoint, gateway.Connect), answerMs: 50));
        using var client = await proxy.ConnectAsync();
        using var server = await backend.AcceptAsync();
        await server.SendAsync("hi");
        await client.AssertReceivesAsync("hi");
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "gateway: ConnectRefused: * it answered 403 Forbidden")]
    [InlineData("SSH-2.0-OpenSSH\r\n", "gateway: ConnectRefused: * its answer is no HTTP response")]
    [InlineData("HTTP/1.1 2", "gateway: ConnectRefused: * closed in the middle of its answer")]
    public async Task What_a_gateway_says_instead_is_told(string answer, string told)
    {
        using var gateway = new Server();
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Endpoint));
        using var client = await proxy.ConnectAsync();
        using (var asked = await gateway.AcceptAsync())
        {
            await asked.AssertReceivesAsync("CONNECT kubernetes.default.svc:443 HTTP/1.1\r\nHost: kubernetes.default.svc:443\r\n"
                + $"X-Gardener-Destination: {TestProxy.Destination}\r\n\r\n");
            await asked.SendAsync(answer);
            asked.EndSending();
            await client.AssertEndAsync("reset");
        }

        await proxy.AssertEndedAsync(ProxyLeg.Gateway, ConnectionOutcome.ConnectRefused);
        var line = Assert.Single(proxy.Log.Lines);
        Assert.All(told.Split('*'), part => Assert.Contains(part.Trim(), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_follows_the_answer_in_the_same_packet_reaches_the_client()
    {
        using var gateway = new Server();
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Endpoint));
        using var client = await proxy.ConnectAsync();
        using var asked = await gateway.AcceptAsync();
        await asked.SendAsync("HTTP/1.1 200 OK\r\n\r\n220 ready");
        await client.AssertReceivesAsync("220 ready");
    }

    [Fact]
    public async Task A_client_that_resets_takes_the_dial_back()
    {
        using var stalling = new Server();
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(stalling.Endpoint));
        using var client = await proxy.ConnectAsync();
        using var asked = await stalling.AcceptAsync();
        await asked.AssertReceivesAsync("CONNECT");
        client.Reset();
        await proxy.AssertEndedAsync(ProxyLeg.Client, ConnectionOutcome.ClientReset);
    }

    [Fact]
    public async Task A_name_that_is_not_found_is_the_leg_of_the_look_up()
    {
        var options = TestProxy.Options();
        options = options with { Gateway = options.Gateway with { Addresses = [new(TestProxy.Host("gateway.invalid:8443"))] } };
        await using var proxy = await TestProxy.StartAsync(options, static (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        using var client = await proxy.ConnectAsync();
        await client.AssertEndAsync("reset");
        await proxy.AssertEndedAsync(ProxyLeg.Resolve, ConnectionOutcome.NoBackend);
        Assert.Contains("resolve: NoBackend: gateway.invalid: no such name", Assert.Single(proxy.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_good_addresses_stay_when_a_look_up_fails_and_new_ones_come_with_the_next()
    {
        IPAddress? answer = IPAddress.Parse("10.0.0.1");
        using var resolver = new NameResolver(
            1, (_, _) => answer is null ? throw new SocketException((int)SocketError.TryAgain) : Task.FromResult<IPAddress[]>([answer]), TimeProvider.System);
        using var addresses = new GatewayAddresses(new GatewayOptions { Addresses = [new(TestProxy.Host("g.example:1"))] }, resolver, TimeProvider.System);
        Assert.Empty(addresses.Current);
        await addresses.ResolveAsync();
        Assert.Equal("10.0.0.1:1", Assert.Single(addresses.Current).ToString());
        answer = null;
        await addresses.ResolveAsync();
        Assert.Equal("10.0.0.1:1", Assert.Single(addresses.Current).ToString());
        answer = IPAddress.Parse("10.0.0.2");
        await addresses.ResolveAsync();
        Assert.Equal("10.0.0.2:1", Assert.Single(addresses.Current).ToString());
    }

    private static ProxyOptions With(ProxyOptions options, int connectMs = 60_000, int answerMs = 60_000) => options with
    {
        Gateway = options.Gateway with { ConnectTimeout = TimeSpan.FromMilliseconds(connectMs), AnswerTimeout = TimeSpan.FromMilliseconds(answerMs) },
    };
}
