using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.TestKit.Dialing;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Carriers;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Servers;

/// <summary>A whole agent against the carriers' half of real servers, over loopback.</summary>
public sealed class AgentAndServersTests : IAsyncLifetime, IDisposable
{
    private readonly TestPki _pki = new();
    private readonly ConnectTargets _targets = new();
    private readonly TestServer _server;
    private readonly AgentTls _tls;
    private TunnelAgentParts? _agent;

    public AgentAndServersTests()
    {
        _server = new TestServer(_pki, "s-0");
        _tls = new AgentTls(_pki.AgentTls, TimeProvider.System, NullLogger.Instance);
    }

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync()
    {
        if (_agent is not null)
            await _agent.EndAsync();
        _agent?.Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _tls.Dispose();
        _targets.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public async Task All_slots_join_one_session()
    {
        await StartAsync(Options() with { CarriersPerServer = 3 });

        var session = await _server.NextSessionAsync();

        await _server.UntilAsync(() => session.Carriers.Count == 3);
        Assert.Equal("node-1", session.PeerId);
        Assert.Equal(1, await _server.AskAsync(() => _server.Registry.Count));
    }

    [Fact]
    public async Task The_agent_is_ready_once_an_echo_came_through()
    {
        await StartAsync(Options());
        var session = await _server.NextSessionAsync();
        Assert.NotNull(_agent!.Links.Published[0].Problem(0));

        var probe = await _server.OpenAsync(session, StreamKind.Echo, "", 0);
        Assert.Equal("opened echo", await probe.NextAsync());
        await probe.SendAsync("hello");
        Assert.Equal("got hello", await probe.NextAsync());

        var nowMs = await _agent.AskAsync(static (_, now) => now, CancellationToken.None);
        Assert.Null(_agent.Links.Published[0].Problem(nowMs));
        Assert.StartsWith("connected, no echo through it for ", _agent.Links.Published[0].Problem(nowMs + 16_000), StringComparison.Ordinal);
        await probe.SendFinAsync();
        Assert.Equal(["fin", "ended"], new[] { await probe.NextAsync(), await probe.NextAsync() });
    }

    [Fact]
    public async Task A_stream_reaches_its_target_and_half_closes_each_way()
    {
        await StartAsync(Options());
        var listener = _targets.Listening();
        var probe = await _server.OpenAsync(await _server.NextSessionAsync(), StreamKind.Tcp, "127.0.0.1", Port(listener));
        Assert.Equal($"opened 127.0.0.1:{Port(listener)}", await probe.NextAsync());
        using var target = await listener.AcceptAsync();

        await probe.SendAsync("question");
        await probe.SendFinAsync();
        Assert.Equal("question", await ReadToEndAsync(target));
        await target.SendAsync("answer"u8.ToArray());
        target.Shutdown(SocketShutdown.Send);

        Assert.Equal("got answer", await probe.NextAsync());
        Assert.Equal("fin", await probe.NextAsync());
        Assert.Equal("ended", await probe.NextAsync());
    }

    [Fact]
    public async Task What_the_list_does_not_have_is_forbidden()
    {
        await StartAsync(Options());

        var probe = await _server.OpenAsync(await _server.NextSessionAsync(), StreamKind.Tcp, "127.0.0.2", 80);

        Assert.Equal("failed Forbidden: not allowed", await probe.NextAsync());
    }

    [Fact]
    public async Task A_lost_carrier_is_dialled_again_and_its_streams_go_on()
    {
        await StartAsync(Options() with { CarriersPerServer = 1 });
        var listener = _targets.Listening();
        var session = await _server.NextSessionAsync();
        var probe = await _server.OpenAsync(session, StreamKind.Tcp, "127.0.0.1", Port(listener));
        await probe.NextAsync();
        using var target = await listener.AcceptAsync();

        await _server.AskAsync(() =>
        {
            session.Lose(session.Carriers[0]);
            return true;
        });
        await probe.SendAsync("still there");

        var bytes = new byte[11];
        await target.ReceiveAsync(bytes);
        Assert.Equal("still there"u8.ToArray(), bytes);
        await _server.UntilAsync(() => session.Carriers is [{ Attempt: 2, Slot: 0 }]);
    }

    [Fact]
    public async Task Servers_that_are_told_of_are_joined_and_left()
    {
        await using var other = new TestServer(_pki, "s-1");
        await other.StartAsync();
        await StartAsync(Options() with
        {
            // Names resolve to loopback here; the port is the other's.
            ServerTemplate = new LinkTemplate { Address = "{server}.test:" + other.Address.Split(':')[1], TlsServerName = TestPki.ServerName },
        });
        var session = await _server.NextSessionAsync();
        await TellAsync("s-0", "s-1");

        var second = await other.NextSessionAsync();
        await TellAsync("s-0");

        await other.UntilAsync(() => second.IsPeerDraining);
        await other.UntilAsync(() => second.Carriers.Count == 0);
        Assert.False(await _server.AskAsync(() => session.IsPeerDraining));

        Task<bool> TellAsync(params string[] members) => _server.AskAsync(() =>
        {
            _server.Registry.TellMembers(members);
            return true;
        });
    }

    [Fact]
    public async Task A_drain_tells_the_server_lets_streams_go_on_and_resets_what_is_left()
    {
        await StartAsync(Options());
        var listener = _targets.Listening();
        var session = await _server.NextSessionAsync();
        var probe = await _server.OpenAsync(session, StreamKind.Tcp, "127.0.0.1", Port(listener));
        await probe.NextAsync();
        using var target = await listener.AcceptAsync();

        await _agent!.DrainAsync(TimeSpan.FromSeconds(1));
        await _server.UntilAsync(() => session.IsPeerDraining);
        await probe.SendAsync("late");
        Assert.Equal(4, await target.ReceiveAsync(new byte[8]));

        Assert.Equal("reset Drained", await probe.NextAsync());
        await Assert.ThrowsAsync<SocketException>(async () => await target.ReceiveAsync(new byte[8]));
        await _server.UntilAsync(() => session.Carriers.Count == 0);
        Assert.Equal((CarrierEndKind.PeerClosed, "Draining"), await _server.NextEndAsync() is var end ? (end.Kind, end.Detail) : default);
        Assert.True(await _agent.IsDrainedAsync());
    }

    [Fact]
    public async Task A_changed_list_holds_for_new_streams_and_spares_old_ones()
    {
        await StartAsync(Options());
        var listener = _targets.Listening();
        var session = await _server.NextSessionAsync();
        var old = await _server.OpenAsync(session, StreamKind.Tcp, "127.0.0.1", Port(listener));
        await old.NextAsync();
        using var target = await listener.AcceptAsync();

        await _agent!.ApplyAsync(Options());
        var refused = await _server.OpenAsync(session, StreamKind.Tcp, "127.0.0.1", Port(listener));
        await old.SendAsync("on");

        // The real rules: loopback is refused whatever the list says.
        Assert.Equal("failed Forbidden: not allowed", await refused.NextAsync());
        Assert.Equal(2, await target.ReceiveAsync(new byte[8]));
    }

    [Fact]
    public async Task A_server_taken_out_of_the_file_is_left_and_one_put_in_is_joined()
    {
        await using var other = new TestServer(_pki, "s-1");
        await other.StartAsync();
        await StartAsync(Options());
        var session = await _server.NextSessionAsync();

        await _agent!.ApplyAsync(Options() with { Servers = [Link("s-1", other.Address)] });

        await other.NextSessionAsync();
        await _server.UntilAsync(() => session.IsPeerDraining && session.Carriers.Count == 0);
        Assert.Equal(["s-1"], _agent.Links.Published.Select(static l => l.Name));
    }

    [Fact]
    public async Task What_is_advertised_is_told_and_told_anew()
    {
        await StartAsync(Options() with { Advertise = [SourceRange.Parse("10.250.0.5/32")] });
        var session = await _server.NextSessionAsync();
        await _server.UntilAsync(() => session.PeerPrefixes is [var one] && one.ToString() == "10.250.0.5/32");

        await _agent!.ApplyAsync(Options() with { Advertise = [SourceRange.Parse("10.250.1.0/24")] });

        await _server.UntilAsync(() => session.PeerPrefixes is [var one] && one.ToString() == "10.250.1.0/24");
    }

    [Fact]
    public async Task A_server_that_cannot_be_verified_is_told_with_its_leg()
    {
        await StartAsync(Options() with { Servers = [Link("s-0", _server.Address) with { TlsServerName = "other.example" }] });

        while (await _agent!.AskAsync(static (parts, _) => parts.Links.All.First().Slots[0].Failures.Last, CancellationToken.None) is null)
            await Task.Yield();

        var carriers = System.Text.Encoding.UTF8.GetString(
            await _agent.AskAsync(static (parts, now) => AgentJson.Carriers(parts.Links, now), CancellationToken.None));
        Assert.Contains("\"lastErrorLeg\":\"tls\"", carriers, StringComparison.Ordinal);
        Assert.Contains("PeerNameMismatch", carriers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ends_in_order_reads_so_and_what_was_last_is_told_after_the_next_carrier_stands()
    {
        await StartAsync(Options() with { CarriersPerServer = 1, Reconnect = new ReconnectOptions { Min = TimeSpan.FromMilliseconds(1), Max = TimeSpan.FromMilliseconds(2) } });
        var session = await _server.NextSessionAsync();
        await _server.UntilAsync(() => session.Carriers.Count == 1);

        await _server.AskAsync(() =>
        {
            session.End(ResetCode.Drained);
            return true;
        });
        var next = await _server.NextSessionAsync();
        await _server.UntilAsync(() => next.IsUsable);

        Assert.Equal(CarrierEndKind.Closed, (await _server.NextEndAsync()).Kind);
        var slot = await _agent!.AskAsync(static (parts, _) => parts.Links.All.First().Slots[0], CancellationToken.None);
        Assert.Null(slot.Failures.Last);
        Assert.Equal("carrier: the server closed it: Draining", slot.Failures.Latest?.Failure.ToString());
        var carriers = System.Text.Encoding.UTF8.GetString(
            await _agent.AskAsync(static (parts, now) => AgentJson.Carriers(parts.Links, now), CancellationToken.None));
        Assert.Contains("\"state\":\"standing\"", carriers, StringComparison.Ordinal);
        Assert.Contains("\"lastErrorAt\":\"20", carriers, StringComparison.Ordinal);
    }

    private static int Port(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static LinkOptions Link(string name, string address) => new()
    {
        Name = name,
        Address = HostEndpoint.TryParse(address, out var endpoint) ? endpoint : throw new FormatException(address),
        TlsServerName = TestPki.ServerName,
    };

    private AgentOptions Options() => new()
    {
        AgentId = "node-1",
        Servers = [Link("s-0", _server.Address)],
        Tls = _pki.AgentTls,
        Allow = [new AllowRule(SourceRange.Parse("127.0.0.1/32"), [new PortRange(1, 65535)])],
    };

    private async Task StartAsync(AgentOptions options)
    {
        _agent = new TunnelAgentParts(options, _tls, static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), TimeProvider.System, NullLogger.Instance);
        _agent.Dialer.Rules = new TargetRules(new AllowList(options.Allow, static _ => false), options.Limits, options.TargetKeepalive);
        await _agent.StartAsync();
    }
}
