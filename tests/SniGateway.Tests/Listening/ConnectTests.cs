using System.Text;
using Connectivity.Shared.Outcomes;
using Connectivity.Shared.ProxyProtocol;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Listeners that go by a header of an HTTP CONNECT request, and answer in HTTP.</summary>
public sealed class ConnectTests
{
    private const string Destination = "outbound|443||kube-apiserver.shoot--dev--a.svc.cluster.local";
    private const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";

    private static ListenerOptions Listener { get; } = Config.Tls with { Kind = ListenerKind.Connect };

    [Theory]
    [InlineData("X-Gardener-Destination", "1.1")]
    [InlineData("reversed-vpn", "1.0")]
    public async Task The_destination_header_leads_to_its_backend(string header, string version)
    {
        foreach (var byteByByte in (bool[])[false, true])
        {
            using var backend = TestBackend.Start();
            await using var gateway = await TestGateway.StartAsync(Config.Of(Listener, Route(backend.Options)));
            using var client = await gateway.ConnectAsync();
            var bytes = Encoding.ASCII.GetBytes($"CONNECT ignored:1 HTTP/{version}\r\n{header}: {Destination}\r\n\r\nearly");
            foreach (var piece in bytes.Chunk(byteByByte ? 1 : bytes.Length))
            {
                await client.SendAsync(piece);
                await gateway.SettleAsync();
            }

            using var upstream = await backend.AcceptAsync();
            await upstream.AssertReceivesAsync("early");
            await upstream.SendAsync("answer"u8.ToArray());
            await client.AssertReceivesAsync(Established.Replace("1.1", version, StringComparison.Ordinal) + "answer");
            client.EndSending();
            upstream.EndSending();
            await client.AssertEndAsync(PeerEnd.Fin);

            var line = await gateway.AssertEndedAsync(ConnectionOutcome.Completed, "a");
            Assert.Equal(Destination, line.GetProperty("name").GetString());
            Assert.Equal((5, 6), (line.GetProperty("bytesUp").GetInt64(), line.GetProperty("bytesDown").GetInt64()));
        }
    }

    [Theory]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nX-Gardener-Destination: elsewhere\r\n\r\n", ConnectionOutcome.NoRoute, 403)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\n\r\n", ConnectionOutcome.NoRoute, 403)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nReversed-VPN: x\r\nX-Gardener-Destination: x\r\n\r\n", ConnectionOutcome.NoRoute, 403)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", ConnectionOutcome.ConnectMalformed, 400)]
    [InlineData("CONNECT a:1 HTTP/1.1\r\nContent-Length: 5\r\n\r\n", ConnectionOutcome.ConnectMalformed, 400)]
    [InlineData("\u0016\u0003\u0001", ConnectionOutcome.ConnectMalformed, 400)]
    public async Task What_leads_nowhere_gets_a_response_and_a_fin(string request, ConnectionOutcome outcome, int status)
    {
        await using var gateway = await TestGateway.StartAsync(Config.Of(Listener, Route(Sample.Backend("10.0.0.1:443"))));
        await AssertRefusedAsync(gateway, request, status);
        await gateway.AssertEndedAsync(outcome);
    }

    [Fact]
    public async Task A_head_that_does_not_end_is_refused_at_its_limit()
    {
        var options = Config.Of(Listener, Route(Sample.Backend("10.0.0.1:443"))) with { Limits = new LimitsOptions { HelloMaxBytes = 1024 } };
        await using var gateway = await TestGateway.StartAsync(options);
        await AssertRefusedAsync(gateway, "CONNECT a:1 HTTP/1.1\r\nX: " + new string('x', 1100), 400);
        await gateway.AssertEndedAsync(ConnectionOutcome.ConnectMalformed);
    }

    [Fact]
    public async Task A_source_that_is_not_allowed_cannot_tell_it_from_a_route_that_is_not_there()
    {
        var route = Route(Sample.Backend("10.0.0.1:443")) with { AllowedSources = [Config.Range("192.0.2.0/24")] };
        await using var gateway = await TestGateway.StartAsync(Config.Of(Listener, route));
        await AssertRefusedAsync(gateway, Request(Destination), 403);
        await gateway.AssertEndedAsync(ConnectionOutcome.SourceDenied, "a");
    }

    [Fact]
    public async Task A_backend_that_refuses_is_a_bad_gateway()
    {
        using var refusing = TestBackend.Refusing();
        await using var gateway = await TestGateway.StartAsync(Config.Of(Listener, Route(refusing.Options)));
        await AssertRefusedAsync(gateway, Request(Destination), 502);
        await gateway.AssertEndedAsync(ConnectionOutcome.ConnectRefused, "a");
    }

    [Fact]
    public async Task A_destination_longer_than_any_host_name_goes_with_a_header_to_the_backend()
    {
        var destination = new string('d', 512);
        using var backend = TestBackend.Start();
        var route = Route(backend.Options) with { ConnectDestinations = [destination], SendProxyProtocol = SendProxyProtocol.V2 };
        await using var gateway = await TestGateway.StartAsync(Config.Of(Listener, route));
        using var client = await gateway.ConnectAsync(Encoding.ASCII.GetBytes(Request(destination) + "early"));
        using var upstream = await backend.AcceptAsync();
        client.EndSending();
        var (received, _) = await upstream.ReceiveToEndAsync();
        ProxyHeaderReader.Read(received, ProxyHeaderLimits.Default, out var header, out var length, out _);
        Assert.Equal(client.Local, header.Source);
        Assert.True(header.Authority.IsEmpty);
        Assert.Equal("early"u8, received.AsSpan(length));
    }

    private static RouteOptions Route(BackendOptions backend) => Sample.Route("a", null, backend) with { ConnectDestinations = [Destination] };

    private static string Request(string destination) => $"CONNECT a:1 HTTP/1.1\r\nX-Gardener-Destination: {destination}\r\n\r\n";

    private static async Task AssertRefusedAsync(TestGateway gateway, string request, int status)
    {
        using var client = await gateway.ConnectAsync(Encoding.Latin1.GetBytes(request));
        var (bytes, end) = await client.ReceiveToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(PeerEnd.Fin, end);
    }
}
