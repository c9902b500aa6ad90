using System.Net;
using System.Text.Json;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.TestKit.ProxyProtocol;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>PROXY headers from a load balancer in front: who may send them, and what they change.</summary>
public sealed class ProxyProtocolInTests
{
    private const string Trusted = "127.0.0.0/8";
    private const string Untrusted = "10.0.0.0/8";
    private const string FromHeader = "192.0.2.1:1111";

    [Theory]
    [InlineData("Off", Trusted, "none", null)]
    [InlineData("Optional", Trusted, "none", null)]
    [InlineData("Optional", Untrusted, "none", null)]
    [InlineData("Optional", Trusted, "v1", FromHeader)]
    [InlineData("Optional", Trusted, "v2", FromHeader)]
    [InlineData("Optional", Trusted, "v2 local", null)]
    [InlineData("Required", Trusted, "v1", FromHeader)]
    [InlineData("Required", Trusted, "v1 unknown", null)]
    [InlineData("Required", Trusted, "v2", FromHeader)]
    [InlineData("Required", Trusted, "v2 tcp6", "[2001:db8::1]:1111")]
    [InlineData("Required", Trusted, "v2 checksum", FromHeader)]
    [InlineData("Required", Trusted, "v2 local", null)]
    [InlineData("Required", Trusted, "v2 unspec", null)]
    public async Task The_client_is_whom_a_trusted_header_names(string mode, string trusted, string header, string? expected)
    {
        foreach (var byteByByte in (bool[])[false, true])
        {
            using var backend = TestBackend.Start();
            await using var gateway = await StartAsync(mode, trusted, Config.RouteA(backend.Options));
            using var client = await gateway.ConnectAsync();
            await SendAsync(gateway, client, [.. Header(header), .. Config.Hello()], byteByByte);
            client.EndSending();
            using var upstream = await backend.AcceptAsync();
            await upstream.AssertEndAsync(PeerEnd.Fin, Config.Hello());
            upstream.EndSending();
            await client.AssertEndAsync(PeerEnd.Fin);

            var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
            Assert.Equal(expected ?? client.Local.ToString(), line.GetProperty("client").GetString());
            Assert.Equal(expected is null ? null : client.Local.ToString(), Text(line, "peer"));
            Assert.Equal(Config.Hello().Length, line.GetProperty("bytesUp").GetInt64());
        }
    }

    [Theory]
    [InlineData("Off", Trusted, "v1", ConnectionOutcome.NotTls)]
    [InlineData("Off", Trusted, "v2", ConnectionOutcome.NotTls)]
    [InlineData("Optional", Untrusted, "v1", ConnectionOutcome.ProxyHeaderUntrusted)]
    [InlineData("Optional", Untrusted, "v2", ConnectionOutcome.ProxyHeaderUntrusted)]
    [InlineData("Optional", Trusted, "v1 garbage", ConnectionOutcome.ProxyHeaderMalformed)]
    [InlineData("Required", Trusted, "none", ConnectionOutcome.ProxyHeaderMissing)]
    [InlineData("Required", Untrusted, "v1", ConnectionOutcome.ProxyHeaderUntrusted)]
    [InlineData("Required", Untrusted, "v2 local", ConnectionOutcome.ProxyHeaderUntrusted)]
    [InlineData("Required", Untrusted, "none", ConnectionOutcome.ProxyHeaderUntrusted)]
    [InlineData("Required", Trusted, "v1 garbage", ConnectionOutcome.ProxyHeaderMalformed)]
    [InlineData("Required", Trusted, "v2 garbage", ConnectionOutcome.ProxyHeaderMalformed)]
    [InlineData("Required", Trusted, "v2 wrong checksum", ConnectionOutcome.ProxyHeaderMalformed)]
    [InlineData("Required", Trusted, "v2 too long", ConnectionOutcome.ProxyHeaderMalformed)]
    [InlineData("Required", Trusted, "v2 twice", ConnectionOutcome.NotTls)]
    public async Task Any_other_header_is_reset(string mode, string trusted, string header, ConnectionOutcome outcome)
    {
        // In one piece, and with a wait behind the first byte: nothing is decided by how the bytes come in.
        foreach (var first in (int[])[0, 1])
        {
            byte[] bytes = [.. Header(header), .. Config.Hello()];
            await using var gateway = await StartAsync(mode, trusted, Config.RouteA());
            using (var client = await gateway.ConnectAsync(bytes[..first]))
            {
                await gateway.SettleAsync();
                await client.SendIfOpenAsync(bytes.AsMemory(first));
                await client.AssertEndAsync(PeerEnd.Reset);
            }

            var line = await gateway.AssertEndedAsync(outcome);
            Assert.Equal(
                outcome == ConnectionOutcome.ProxyHeaderMalformed,
                Text(line, "detail")?.StartsWith("PROXY v", StringComparison.Ordinal) == true);
        }
    }

    [Theory]
    [InlineData("Outermost", "192.0.2.1:1111")]
    [InlineData("Innermost", "198.51.100.1:3333")]
    public async Task Of_stacked_headers_the_chosen_one_names_the_client(string choice, string expected)
    {
        using var backend = TestBackend.Start();
        var listener = Config.Proxied(ProxyProtocolMode.Required) with { StackedHeaders = 2, SourceHeader = Enum.Parse<HeaderChoice>(choice) };
        await using var gateway = await TestGateway.StartAsync(Config.Of(listener, Config.RouteA(backend.Options)));
        using var client = await gateway.ConnectAsync(
            [.. Header("v2"), .. "PROXY TCP4 198.51.100.1 198.51.100.2 3333 4444\r\n"u8, .. Config.Hello()]);
        using var upstream = await backend.AcceptAsync();
        Assert.Equal(Config.Hello(), await upstream.ReceiveAsync(Config.Hello().Length));
        client.Reset();
        await upstream.AssertEndAsync(PeerEnd.Reset);
        var line = await gateway.AssertEndedAsync(ConnectionOutcome.ClientReset, "a");
        Assert.Equal(expected, line.GetProperty("client").GetString());
        Assert.Equal("198.51.100.2:4444", line.GetProperty("destination").GetString());
    }

    [Theory]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("127.0.0.0/8", false)]
    public async Task Allowed_sources_are_those_of_the_header(string allowed, bool isAllowed)
    {
        using var backend = TestBackend.Start();
        var route = Config.RouteA(backend.Options) with { AllowedSources = [Config.Range(allowed)] };
        await using var gateway = await StartAsync("Required", Trusted, route);
        using var client = await gateway.ConnectAsync([.. Header("v2"), .. Config.Hello()]);
        if (!isAllowed)
        {
            await client.AssertEndAsync(PeerEnd.Fin, 21, 3, 3, 0, 2, 2, 49);
            return;
        }

        using var upstream = await backend.AcceptAsync();
        Assert.Equal(Config.Hello(), await upstream.ReceiveAsync(Config.Hello().Length));
    }

    [Fact]
    public async Task Limits_on_a_source_are_on_the_one_of_the_header()
    {
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.Proxied(ProxyProtocolMode.Required)) with { Limits = new LimitsOptions { MaxUnroutedPerSource = 1 } });
        using var first = await gateway.ConnectAsync(Header("v2"));
        await Bound.UntilAsync(() => gateway.Gateway.Sources.Unrouted == 1);
        using var other = await gateway.ConnectAsync(Header("v2 tcp6"));
        await Bound.UntilAsync(() => gateway.Gateway.Sources.Unrouted == 2);
        using var same = await gateway.ConnectAsync(Header("v1"));
        await same.AssertEndAsync(PeerEnd.Reset);
        Assert.Equal(1, gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.SourceUnroutedLimit)));
    }

    [Fact]
    public async Task A_trusted_peer_that_sends_no_optional_header_is_the_source_itself()
    {
        await using var gateway = await TestGateway.StartAsync(
            Config.Of(Config.Proxied(ProxyProtocolMode.Optional)) with { Limits = new LimitsOptions { MaxUnroutedPerSource = 1 } });
        using var first = await gateway.ConnectAsync([22]);
        await Bound.UntilAsync(() => gateway.Gateway.Sources.Unrouted == 1);
        using var second = await gateway.ConnectAsync([22]);
        await second.AssertEndAsync(PeerEnd.Reset);
        Assert.Equal(1, gateway.Listener.Sum(static c => c.Ended(ConnectionOutcome.SourceUnroutedLimit)));
    }

    private static Task<TestGateway> StartAsync(string mode, string trusted, RouteOptions route) =>
        TestGateway.StartAsync(Config.Of(Config.Proxied(Enum.Parse<ProxyProtocolMode>(mode), trusted), route));

    private static async Task SendAsync(TestGateway gateway, Peer client, byte[] bytes, bool byteByByte)
    {
        foreach (var piece in bytes.Chunk(byteByByte ? 1 : Math.Max(1, bytes.Length)))
        {
            await client.SendAsync(piece);
            await gateway.SettleAsync();
        }
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static byte[] Header(string kind)
    {
        var (source, destination) = (new IPEndPoint(0x010200C0, 1111), new IPEndPoint(0x020200C0, 2222));
        var v2 = ProxyHeaderBytes.Proxied(source, destination);
        return kind switch
        {
            "none" => [],
            "v1" => ProxyHeaderBytes.Line("PROXY TCP4 192.0.2.1 192.0.2.2 1111 2222\r\n"),
            "v1 unknown" => ProxyHeaderBytes.Line("PROXY UNKNOWN\r\n"),
            "v1 garbage" => ProxyHeaderBytes.Line("PROXY TCP5 192.0.2.1\r\n"),
            "v2" => v2,
            "v2 tcp6" => ProxyHeaderBytes.Proxied(
                new IPEndPoint(IPAddress.Parse("2001:db8::1"), 1111), new IPEndPoint(IPAddress.Parse("2001:db8::2"), 2222)),
            "v2 checksum" => ProxyHeaderBytes.WithChecksum(v2),
            "v2 wrong checksum" => [.. ProxyHeaderBytes.WithChecksum(v2)[..^1], 0],
            "v2 local" => ProxyHeaderBytes.Header(0x20, 0x00),
            "v2 unspec" => ProxyHeaderBytes.Header(0x21, 0x00),
            "v2 garbage" => ProxyHeaderBytes.Header(0x31, 0x11),
            "v2 too long" => ProxyHeaderBytes.Header(0x21, 0x11, new byte[5000]),
            "v2 twice" => [.. v2, .. v2],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "?"),
        };
    }
}
