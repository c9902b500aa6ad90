using System.Text;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>What a client that is refused is given, byte by byte, and what is noted of it.</summary>
public sealed class RefusalTests
{
    private const byte AccessDenied = 49;
    private const byte DecodeError = 50;
    private const byte InternalError = 80;
    private const byte UnrecognizedName = 112;

    [Theory]
    [InlineData("unknown name", ConnectionOutcome.NoRoute, UnrecognizedName)]
    [InlineData("no name", ConnectionOutcome.NoServerName, UnrecognizedName)]
    [InlineData("bad name", ConnectionOutcome.HelloMalformed, DecodeError)]
    [InlineData("two names", ConnectionOutcome.HelloMalformed, DecodeError)]
    [InlineData("too large", ConnectionOutcome.HelloTooLarge, DecodeError)]
    [InlineData("too many records", ConnectionOutcome.HelloTooLarge, DecodeError)]
    public async Task A_hello_that_leads_nowhere_gets_an_alert_and_a_fin(string kind, ConnectionOutcome outcome, byte alert)
    {
        await using var gateway = await StartAsync(NoRouteAction.Alert);
        using (var client = await gateway.ConnectAsync(Hello(kind)))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, alert);
        await gateway.AssertEndedAsync(outcome);
    }

    [Theory]
    [InlineData(nameof(NoRouteAction.Fin), nameof(PeerEnd.Fin))]
    [InlineData(nameof(NoRouteAction.Reset), nameof(PeerEnd.Reset))]
    public async Task A_listener_may_refuse_without_an_alert(string action, string end)
    {
        await using var gateway = await StartAsync(Enum.Parse<NoRouteAction>(action));
        using (var client = await gateway.ConnectAsync(Hello("unknown name")))
            await client.AssertEndAsync(Enum.Parse<PeerEnd>(end));
        await gateway.AssertEndedAsync(ConnectionOutcome.NoRoute);
    }

    [Theory]
    [InlineData("unknown name", ConnectionOutcome.NoRoute, UnrecognizedName)]
    [InlineData("too large", ConnectionOutcome.HelloTooLarge, DecodeError)]
    public async Task The_alert_reaches_a_client_that_is_still_sending(string kind, ConnectionOutcome outcome, byte alert)
    {
        await using var gateway = await StartAsync(NoRouteAction.Alert);
        using (var client = await gateway.ConnectAsync([.. Hello(kind), .. new byte[100_000]]))
        {
            await gateway.SettleAsync();
            await client.SendAsync(new byte[100_000]);
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, alert);
            await client.SendAsync(new byte[1000]);
        }

        await gateway.AssertEndedAsync(outcome);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "plaintext HTTP")]
    [InlineData("\u0080\u002e\u0001\u0003\u0001", "SSL 2.0")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "TLS")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "TLS")]
    public async Task What_is_no_tls_is_reset(string bytes, string detail)
    {
        await using var gateway = await StartAsync(NoRouteAction.Alert);
        using (var client = await gateway.ConnectAsync(Encoding.Latin1.GetBytes(bytes)))
            await client.AssertEndAsync(PeerEnd.Reset);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.NotTls);
        Assert.Contains(detail, line.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_source_that_is_not_allowed_is_denied_access()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA(backend.Options) with { AllowedSources = [Config.Range("192.0.2.0/24")] }));
        using (var client = await gateway.ConnectAsync(Config.Hello()))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, AccessDenied);
        await gateway.AssertEndedAsync(ConnectionOutcome.SourceDenied, "a");
        Assert.False(backend.IsWanted);
    }

    [Fact]
    public async Task A_route_without_a_usable_backend_is_an_internal_error()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options with { Weight = 0 })));
        using (var client = await gateway.ConnectAsync(Config.Hello()))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, InternalError);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.NoBackend, "a");
        Assert.False(line.TryGetProperty("backend", out _));
    }

    [Fact]
    public Task A_route_takes_no_more_connections_than_its_limit() =>
        AssertSecondRefusedAsync(static route => route with { MaxConnections = 1 }, ConnectionOutcome.RouteConnectionLimit);

    [Fact]
    public Task A_route_takes_new_connections_no_faster_than_its_rate() =>
        AssertSecondRefusedAsync(static route => route with { NewConnectionsPerSecond = 1 }, ConnectionOutcome.RouteRateLimit);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    public async Task A_client_that_ends_before_its_hello_is_noted(int bytes)
    {
        await using var gateway = await StartAsync(NoRouteAction.Alert);
        using var client = await gateway.ConnectAsync(Config.Hello()[..bytes]);
        await gateway.SettleAsync();
        client.EndSending();
        await client.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertEndedAsync(ConnectionOutcome.ClientClosedEarly);
    }

    [Fact]
    public async Task A_client_that_resets_before_its_hello_is_noted()
    {
        await using var gateway = await StartAsync(NoRouteAction.Alert);
        using var client = await gateway.ConnectAsync(Config.Hello()[..60]);
        await gateway.SettleAsync();
        client.Reset();
        await gateway.AssertEndedAsync(ConnectionOutcome.ClientClosedEarly);
    }

    [Fact]
    public async Task A_fault_of_ours_ends_its_own_connection_only()
    {
        var clock = new FaultyClock { IsBroken = true };
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.RouteA()) with { Limits = new LimitsOptions { MaxUnroutedPerSource = 1 } }, clock);
        using var first = await gateway.ConnectAsync();
        await Bound.UntilAsync(() => gateway.Gateway.Sources.Unrouted == 1);
        // Where a connection begins, which is where others are accepted, and where it goes on.
        for (var i = 0; i < 3; i++)
        {
            using var client = await gateway.ConnectAsync();
            await client.AssertEndAsync(PeerEnd.Reset);
        }

        await first.SendAsync(Hello("unknown name"));
        await first.AssertEndAsync(PeerEnd.Reset);
        clock.IsBroken = false;
        await gateway.AssertIdleAsync();
        using (var client = await gateway.ConnectAsync(Hello("unknown name")))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, UnrecognizedName);
        Assert.Equal(3, gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.SourceUnroutedLimit)));
        Assert.Equal(2, gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.NoRoute)));
    }

    private static async Task AssertSecondRefusedAsync(Func<RouteOptions, RouteOptions> limit, ConnectionOutcome outcome)
    {
        using var backend = TestBackend.Start();
        // The clock stands still, so that the rate gives nothing back.
        await using var gateway = await TestGateway.StartAsync(Config.Of(limit(Config.RouteA(backend.Options))), TestGateway.Clock());
        using var first = await gateway.ConnectAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        using (var second = await gateway.ConnectAsync(Config.Hello()))
            await second.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, InternalError);
        Assert.Equal(outcome.ToString(), Assert.Single(await gateway.LogAsync(1)).GetProperty("outcome").GetString());
        Assert.Equal(1, gateway.Gateway.Routes.Current.Table.Routes[0].State.Active);

        first.EndSending();
        upstream.EndSending();
        await first.AssertEndAsync(PeerEnd.Fin);
        await gateway.AssertIdleAsync();
        var state = gateway.Gateway.Routes.Current.Table.Routes[0].State;
        Assert.Equal((2, 1, 1), (state.Sum(static c => c.Accepted), state.Ended(outcome), state.Ended(ConnectionOutcome.Completed)));
    }

    private static Task<TestGateway> StartAsync(NoRouteAction action) =>
        TestGateway.StartAsync(Config.Of(Config.Tls with { OnNoRoute = action }, Config.RouteA()));

    private static byte[] Hello(string kind) => kind switch
    {
        "unknown name" => Config.Hello("api.nowhere.example.org"),
        "no name" => ClientHelloBuilder.WithoutServerName().Build(),
        "bad name" => Config.Hello("api..example.org"),
        "two names" => ClientHelloBuilder.For(Config.NameA).ServerNameList([0, 0, 1, (byte)'a', 0, 0, 1, (byte)'b']).Build(),
        "too large" => ClientHelloBuilder.For(Config.NameA).DeclaredLength(70_000).Build(),
        _ => ClientHelloBuilder.For(Config.NameA).Build(2),
    };

    /// <summary>Stands for any mistake in this program: the access log asks it for the time of day.</summary>
    private sealed class FaultyClock : TimeProvider
    {
        public volatile bool IsBroken;

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("broken") : base.GetUtcNow();
    }
}
