using System.Net;
using System.Net.Sockets;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Dialing;
using Connectivity.TestKit.Dialing;
using Connectivity.VpnTunnel.Agent.Targets;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Framing;
using Connectivity.VpnTunnel.Streams;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent.Targets;

public sealed class TargetDialerTests : IDisposable
{
    private readonly TestLoop _loop = new();
    private readonly ConnectTargets _targets = new();
    private readonly LookUps _lookUps = new();
    private readonly NameResolver _resolver;
    private readonly DialedStreams _streams;
    private readonly TargetDialer _dialer;

    public TargetDialerTests()
    {
        _resolver = new NameResolver(4, _lookUps.Ask, _loop.Time);
        _streams = new DialedStreams(_loop.Loop);
        _dialer = new TargetDialer(_loop.Loop, _resolver, Rules(new AgentLimitsOptions { Dials = 4, DialsPerDestination = 2 }), _streams);
    }

    public void Dispose()
    {
        _streams.Dispose();
        _loop.Dispose();
        _resolver.Dispose();
        _targets.Dispose();
    }

    [Fact]
    public async Task An_allowed_address_is_connected_to()
    {
        var listener = _targets.Listening();

        await OpenAsync("127.0.0.1", Port(listener));

        Assert.Equal($"127.0.0.1:{Port(listener)} connected to 127.0.0.1:{Port(listener)}", await _streams.NextAsync());
        using var accepted = await listener.AcceptAsync();
        Assert.Equal(1, _dialer.Counters.ConnectedTotal);
    }

    [Fact]
    public async Task A_refusal_is_told_as_one()
    {
        var refusing = _targets.Refusing();

        await OpenAsync("127.0.0.1", refusing.Port);

        Assert.Equal($"{refusing} Refused: connection refused", await _streams.NextAsync());
    }

    [Theory]
    [InlineData("127.0.0.2", "not allowed")]
    [InlineData("10.0.0.1", "not allowed")]
    [InlineData("::1", "not allowed")]
    [InlineData("::ffff:127.0.0.2", "not allowed")]
    public async Task What_the_list_does_not_have_is_not_even_tried(string host, string problem)
    {
        await OpenAsync(host, 1);

        Assert.EndsWith($"Forbidden: {problem}", await _streams.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    public async Task What_is_neither_an_address_nor_a_name_is_not_looked_up(string host)
    {
        await OpenAsync(host, 1);

        Assert.Contains("NameNotFound", await _streams.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, _lookUps.Count);
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_dialled()
    {
        var listener = _targets.Listening();
        await OpenAsync("rebinding.example", Port(listener));

        // A second look-up would get an address that is not allowed; there is none.
        (await _lookUps.NextAsync("rebinding.example")).SetResult([IPAddress.Loopback]);

        Assert.Equal($"rebinding.example:{Port(listener)} connected to 127.0.0.1:{Port(listener)}", await _streams.NextAsync());
        Assert.Equal(1, _lookUps.Count);
    }

    [Fact]
    public async Task A_name_is_held_against_the_list_anew_each_time()
    {
        var listener = _targets.Listening();
        await OpenAsync("rebinding.example", Port(listener));
        (await _lookUps.NextAsync("rebinding.example")).SetResult([IPAddress.Loopback]);
        await _streams.NextAsync();

        await OpenAsync("rebinding.example", Port(listener));
        (await _lookUps.NextAsync("rebinding.example")).SetResult([IPAddress.Parse("127.0.0.2"), IPAddress.IPv6Loopback]);

        Assert.Equal($"rebinding.example:{Port(listener)} Forbidden: none of the name's 2 addresses is allowed", await _streams.NextAsync());
    }

    [Fact]
    public async Task Of_the_addresses_of_a_name_only_those_allowed_are_dialled()
    {
        var listener = _targets.Listening();
        using var other = _targets.Listening(IPAddress.Parse("127.0.0.2"), Port(listener));
        await OpenAsync("node", Port(listener));

        (await _lookUps.NextAsync("node")).SetResult([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]);

        Assert.EndsWith($"connected to 127.0.0.1:{Port(listener)}", await _streams.NextAsync(), StringComparison.Ordinal);
        Assert.False(other.Poll(0, SelectMode.SelectRead));
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_told_from_a_resolver_that_is_not()
    {
        await OpenAsync("a", 1);
        (await _lookUps.NextAsync("a")).SetException(new SocketException((int)SocketError.HostNotFound));
        Assert.Equal("a:1 NameNotFound: no such name", await _streams.NextAsync());

        await OpenAsync("b", 1);
        (await _lookUps.NextAsync("b")).SetException(new SocketException((int)SocketError.TryAgain));
        Assert.Equal("b:1 NameLookupFailed: the resolver failed for now", await _streams.NextAsync());
    }

    [Fact]
    public async Task The_time_of_the_request_holds_for_the_connection()
    {
        var silent = _targets.Silent();
        await OpenAsync("127.0.0.1", silent.Port, milliseconds: 700);

        await _loop.AdvanceAsync(700);

        Assert.Equal($"{silent} Timeout: no answer in time", await _streams.NextAsync());
    }

    [Fact]
    public async Task One_destination_cannot_take_all_dials_and_all_have_a_bound()
    {
        var silent = _targets.Silent();
        for (var i = 0; i < 3; i++)
            await OpenAsync("127.0.0.1", silent.Port);
        Assert.Equal($"{silent} TooManyDials: too many dials are under way", await _streams.NextAsync());

        await OpenAsync("a", 1);
        await OpenAsync("b", 1);
        await OpenAsync("c", 1);
        Assert.Equal("c:1 TooManyDials: too many dials are under way", await _streams.NextAsync());
        Assert.Equal(4, _dialer.Counters.Dialling);
    }

    [Fact]
    public async Task A_dial_that_is_over_makes_room_for_another()
    {
        var refusing = _targets.Refusing();
        for (var i = 0; i < 10; i++)
        {
            await OpenAsync("127.0.0.1", refusing.Port);
            Assert.Contains("Refused", await _streams.NextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0, _dialer.Counters.Dialling);
        Assert.Equal(10, _dialer.Counters.Failed(OpenFailure.Refused));
    }

    [Fact]
    public async Task A_dial_that_nobody_wants_any_more_is_given_up()
    {
        var silent = _targets.Silent();
        var stream = await OpenAsync("127.0.0.1", silent.Port);

        await _loop.RunAsync(() => stream.Fail(ResetCode.Cancelled));

        Assert.Equal($"{silent} cancelled: Cancelled", await _streams.NextAsync());
        Assert.Equal(0, _dialer.Counters.Dialling);
    }

    [Fact]
    public async Task An_answer_of_the_resolver_that_comes_after_the_end_changes_nothing()
    {
        var stream = await OpenAsync("a", 1);
        var answer = await _lookUps.NextAsync("a");
        await _loop.RunAsync(() => stream.Fail(ResetCode.Cancelled));
        await _streams.NextAsync();

        answer.SetResult([IPAddress.Loopback]);
        await OpenAsync("10.0.0.1", 1);

        Assert.Contains("Forbidden", await _streams.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_agent_ends_nothing_is_dialled_but_the_echo_answers()
    {
        await _loop.RunAsync(() => _dialer.IsDraining = true);

        await OpenAsync("127.0.0.1", 1);
        Assert.Equal("127.0.0.1:1 Draining: the agent is about to end", await _streams.NextAsync());
        var echo = await _streams.OpenAsync(_dialer, new OpenRequest(StreamKind.Echo, "", 0, StreamClass.Interactive, TimeSpan.FromSeconds(1)));

        Assert.Equal(StreamState.Open, await _loop.AskAsync(() => echo.State));
    }

    [Fact]
    public async Task A_kind_of_stream_that_is_not_known_is_refused()
    {
        await _streams.OpenAsync(_dialer, new OpenRequest((StreamKind)7, "a", 1, StreamClass.Interactive, TimeSpan.FromSeconds(1)));

        Assert.Contains("Unsupported", await _streams.NextAsync(), StringComparison.Ordinal);
    }

    private static TargetRules Rules(AgentLimitsOptions limits) => new(
        new AllowList([new AllowRule(SourceRange.Parse("127.0.0.1/32"), [new PortRange(1, 65535)])], static _ => false),
        limits,
        new TargetKeepaliveOptions());

    private static int Port(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private Task<TunnelStream> OpenAsync(string host, int port, int milliseconds = 5000) => _streams.OpenAsync(
        _dialer, new OpenRequest(StreamKind.Tcp, host, port, StreamClass.Interactive, TimeSpan.FromMilliseconds(milliseconds)));
}
