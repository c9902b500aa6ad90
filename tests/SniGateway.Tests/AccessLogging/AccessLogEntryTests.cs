using System.Globalization;
using System.Net;
using System.Text.Json;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Listening;
using Connectivity.TestKit.ProxyProtocol;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.SniGateway.Tests.AccessLogging;

/// <summary>The fields of a line, as docs/access-log.md tells them.</summary>
public sealed class AccessLogEntryTests
{
    [Fact]
    public async Task A_relayed_connection_has_all_there_is_to_know()
    {
        using var backend = TestBackend.Start();
        var clock = TestGateway.Clock();
        var route = Config.RouteA(backend.Options) with { Tenant = "shoot--dev--a" };
        await using var gateway = await TestGateway.StartAsync(Config.Of(Config.Proxied(ProxyProtocolMode.Required), route), clock);
        var hello = ClientHelloBuilder.For(Config.NameA).Alpn("h2", "http/1.1").EncryptedClientHello().Build();
        using var client = await gateway.ConnectAsync();
        await Bound.UntilAsync(() => gateway.Gateway.Connections == 1);
        await gateway.SettleAsync();
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(30));
        await client.SendAsync((byte[])[.. Header, .. hello]);
        using var upstream = await backend.AcceptAsync();
        await upstream.ReceiveAsync(hello.Length);
        await upstream.SendAsync("answer"u8.ToArray());
        await client.AssertReceivesAsync("answer");
        await gateway.AdvanceAsync(TimeSpan.FromMilliseconds(170));
        client.EndSending();
        upstream.EndSending();
        await client.AssertEndAsync(PeerEnd.Fin);

        var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
        Assert.Equal(
            [
                "time", "id", "listener", "client", "peer", "destination", "name", "alpn", "ja4", "ech", "route", "tenant", "backend",
                "attempts", "bytesUp", "bytesDown", "routedMs", "connectMs", "durationMs", "outcome", "side",
            ],
            line.EnumerateObject().Select(static p => p.Name));
        Assert.Equal(clock.GetUtcNow(), DateTimeOffset.Parse(line.GetProperty("time").GetString()!, CultureInfo.InvariantCulture));
        Assert.Equal(1, line.GetProperty("id").GetInt64());
        Assert.Equal(
            ["tls", "192.0.2.1:1111", client.Local.ToString(), "10.2.3.4:443", Config.NameA, "h2", "a", "shoot--dev--a", backend.Endpoint.ToString()],
            Texts(line, "listener", "client", "peer", "destination", "name", "alpn", "route", "tenant", "backend"));
        Assert.StartsWith("t13d", line.GetProperty("ja4").GetString(), StringComparison.Ordinal);
        Assert.True(line.GetProperty("ech").GetBoolean());
        Assert.Equal(
            [1, hello.Length, 6, 30, 0, 200],
            Numbers(line, "attempts", "bytesUp", "bytesDown", "routedMs", "connectMs", "durationMs"));
    }

    [Fact]
    public async Task A_refused_connection_has_what_was_known_by_then()
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of());
        using (var client = await gateway.ConnectAsync(ClientHelloBuilder.For("a_b.example.org").Alpn("\u0001").Build()))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 112);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.NoRoute);
        Assert.Equal(
            ["time", "id", "listener", "client", "name", "alpn", "ja4", "bytesUp", "bytesDown", "durationMs", "outcome", "side"],
            line.EnumerateObject().Select(static p => p.Name));
        Assert.Equal(["a_b.example.org", "(unprintable)"], Texts(line, "name", "alpn"));
    }

    [Fact]
    public async Task Malformed_bytes_are_told_in_words_of_ours_and_never_quoted()
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of());
        using (var client = await gateway.ConnectAsync(ClientHelloBuilder.For("\"}\u0000{\"").Build()))
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 50);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.HelloMalformed);
        Assert.Equal(
            ["time", "id", "listener", "client", "bytesUp", "bytesDown", "durationMs", "outcome", "side", "detail"],
            line.EnumerateObject().Select(static p => p.Name));
        Assert.Contains("server name", line.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static byte[] Header =>
        ProxyHeaderBytes.Proxied(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1111), new IPEndPoint(IPAddress.Parse("10.2.3.4"), 443));

    private static IEnumerable<string> Texts(JsonElement line, params string[] names) =>
        names.Select(name => line.GetProperty(name).GetString()!);

    private static IEnumerable<long> Numbers(JsonElement line, params string[] names) =>
        names.Select(name => line.GetProperty(name).GetInt64());
}
