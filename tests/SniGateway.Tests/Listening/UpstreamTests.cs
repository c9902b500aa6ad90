using System.Text.Json;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Upstream;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Connecting to backends that refuse, that do not answer, and that fail at once.</summary>
public sealed class UpstreamTests
{
    private static readonly byte[] InternalErrorAlert = [21, 3, 3, 0, 2, 2, 80];

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    public async Task A_refused_attempt_is_followed_by_another_with_the_whole_hello(int ticket)
    {
        var hello = ClientHelloBuilder.For(Config.NameA).SessionTicket(ticket).Build();
        using var refusing = TestBackend.Refusing();
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(First(refusing, backend));
        using var client = await gateway.ConnectAsync(hello);
        using var upstream = await backend.AcceptAsync();
        client.EndSending();
        await upstream.AssertEndAsync(PeerEnd.Fin, hello);
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);

        Assert.Equal(1, FailuresOf(gateway, 0));
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
        AssertBackend(line, backend, attempts: 2);
    }

    [Fact]
    public async Task When_all_attempts_are_refused_the_client_is_told()
    {
        var refusing = Enumerable.Range(0, 5).Select(static _ => TestBackend.Refusing()).ToList();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA([.. refusing.Select(static b => b.Options)])));
        using (var client = await gateway.ConnectAsync(Config.Hello()))
            await client.AssertEndAsync(PeerEnd.Fin, InternalErrorAlert);
        // Three is the default.
        Assert.Equal(3, Enumerable.Range(0, 5).Sum(i => FailuresOf(gateway, i)));
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.ConnectRefused, "a");
        Assert.Equal(3, line.GetProperty("attempts").GetInt32());
        refusing.ForEach(static backend => backend.Dispose());
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_costs_the_connect_timeout_and_no_more()
    {
        using var hanging = await TestBackend.StartHangingAsync();
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(First(hanging, backend), TestGateway.Clock());
        using var client = await gateway.ConnectAsync(Config.Hello());
        await Bound.UntilAsync(() => ActiveOf(gateway, 0) == 1);
        await gateway.SettleAsync();
        // What comes while the backend is being connected to is not lost.
        await client.SendAsync("more"u8.ToArray());
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(4999));
        Assert.False(backend.IsWanted);
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        using var upstream = await backend.AcceptAsync();
        client.EndSending();
        await upstream.AssertEndAsync(PeerEnd.Fin, [.. Config.Hello(), .. "more"u8]);
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);

        Assert.Equal(1, FailuresOf(gateway, 0));
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
        AssertBackend(line, backend, attempts: 2);
        Assert.Equal(5000, line.GetProperty("connectMs").GetInt64());
    }

    [Fact]
    public async Task When_no_endpoint_answers_the_client_is_told()
    {
        using var hanging = await TestBackend.StartHangingAsync();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(hanging.Options)), TestGateway.Clock());
        using (var client = await gateway.ConnectAsync(Config.Hello()))
        {
            await Bound.UntilAsync(() => ActiveOf(gateway, 0) == 1);
            await gateway.SettleAsync();
            await gateway.AdvanceAsync(TimeSpan.FromSeconds(5));
            await client.AssertEndAsync(PeerEnd.Fin, InternalErrorAlert);
        }

        await gateway.AssertEndedAsync(ConnectionOutcome.ConnectTimeout, "a");
    }

    [Fact]
    public async Task An_endpoint_that_failed_often_is_left_alone()
    {
        using var refusing = TestBackend.Refusing();
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(First(refusing, backend), TestGateway.Clock());
        for (var i = 0; i < 4; i++)
        {
            using var client = await gateway.ConnectAsync(Config.Hello());
            using var upstream = await backend.AcceptAsync();
            await upstream.ReceiveAsync(Config.Hello().Length);
            upstream.Reset();
            await client.AssertEndAsync(PeerEnd.Reset);
        }

        await gateway.AssertIdleAsync();
        Assert.Equal(3, FailuresOf(gateway, 0));
        Assert.True(gateway.Gateway.Routes.Current.Table.Routes[0].Backends.Members[0].Backend.Endpoints[0].IsEjected(gateway.Gateway.NowMs));
        Assert.Equal([2, 2, 2, 1], (await gateway.CloseAsync()).Select(static l => l.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task A_backend_that_resets_on_the_hello_resets_the_client()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        using var client = await gateway.ConnectAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        upstream.Reset();
        await client.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertEndedAsync(ConnectionOutcome.UpstreamReset, "a");
    }

    [Fact]
    public async Task The_last_words_before_a_reset_still_reach_the_client()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        using var client = await gateway.ConnectAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        await upstream.SendAsync("last words"u8.ToArray());
        await client.AssertReceivesAsync("last");
        upstream.Reset();
        await client.AssertEndAsync(PeerEnd.Reset, [.. " words"u8]);
        await gateway.AssertEndedAsync(ConnectionOutcome.UpstreamReset, "a");
    }

    [Fact]
    public async Task A_client_that_resets_resets_its_backend()
    {
        using var backend = TestBackend.Start();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.RouteA(backend.Options)));
        using var client = await gateway.ConnectAsync(Config.Hello());
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(Config.Hello().Length);
        client.Reset();
        await upstream.AssertEndAsync(PeerEnd.Reset);
        await gateway.AssertEndedAsync(ConnectionOutcome.ClientReset, "a");
    }

    /// <summary>A gateway whose attempts go to the first backend before the second: it is in the gateway's own zone.</summary>
    private static GatewayOptions First(TestBackend first, TestBackend second) =>
        Config.Of(Config.RouteA(first.Options with { Zone = "here" }, second.Options)) with { Zone = "here" };

    private static long FailuresOf(TestGateway gateway, int member) => MemberOf(gateway, member).ConnectFailures;

    private static int ActiveOf(TestGateway gateway, int member) => MemberOf(gateway, member).Endpoints[0].Active;

    private static Backend MemberOf(TestGateway gateway, int member) =>
        gateway.Gateway.Routes.Current.Table.Routes[0].Backends.Members[member].Backend;

    private static void AssertBackend(JsonElement line, TestBackend backend, int attempts)
    {
        Assert.Equal(backend.Endpoint.ToString(), line.GetProperty("backend").GetString());
        Assert.Equal(attempts, line.GetProperty("attempts").GetInt32());
    }
}
