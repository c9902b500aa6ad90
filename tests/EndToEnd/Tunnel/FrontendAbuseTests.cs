using System.Security.Cryptography.X509Certificates;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>Clients that say nothing, too little, too much or nonsense: they are rid of, and nobody else notices.</summary>
public sealed class FrontendAbuseTests(ShootNetwork network) : TunnelScenario(network)
{
    private const string Impatient = "limits: { headTimeout: 1s, handshakeTimeout: 1s }";

    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(50);

    public static TheoryData<Frontend> Frontends => [.. Enum.GetValues<Frontend>()];

    public static TheoryData<Frontend> ConnectFrontends => [Frontend.Connect, Frontend.ConnectTls, Frontend.ConnectUnix];

    public static TheoryData<Frontend> TlsFrontends => [Frontend.ConnectTls, Frontend.SocksTls];

    [Theory]
    [MemberData(nameof(Frontends))]
    public async Task A_client_that_drips_its_request_is_rid_of(Frontend frontend)
    {
        var (server, _) = await StartPairAsync(Impatient);
        var slow = Own(await FrontendClient.OpenAsync(server, frontend, Pki.Client));
        var silent = Own(await FrontendClient.OpenAsync(server, frontend, Pki.Client));

        await DripUntilEndedAsync(slow, FrontendClient.IsSocks(frontend) ? [5, 255, .. Enumerable.Repeat((byte)7, 255)] : "CONNECT a.example.org:1 HTTP/1.1\r\nX: "u8.ToArray());
        await silent.EndAfterBytesAsync();

        await ProveAndCountAsync(server, frontend, 2, "HeadTimeout");
    }

    [Theory]
    [MemberData(nameof(TlsFrontends))]
    public async Task A_client_that_drips_its_handshake_is_rid_of(Frontend frontend)
    {
        var (server, _) = await StartPairAsync(Impatient);
        using var slow = await OpenWithoutTlsAsync(server, frontend);

        await DripUntilEndedAsync(slow, ClientHelloBuilder.For(TunnelPki.ServerName).Build()[..^1]);

        await ProveAndCountAsync(server, frontend, 1, "HandshakeTimeout");
    }

    [Theory]
    [MemberData(nameof(ConnectFrontends))]
    public async Task A_request_that_never_ends_is_too_large(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        using var client = await FrontendClient.OpenAsync(server, frontend, Pki.Client);

        await client.SendAsync($"CONNECT a:1 HTTP/1.1\r\nX: {new string('x', 64 * 1024)}");

        Assert.StartsWith("HTTP/1.1 431 ", await FrontendClient.HeadAsync(client), StringComparison.Ordinal);
        await ProveAndCountAsync(server, frontend, 1, "RequestTooLarge");
    }

    [Theory]
    [MemberData(nameof(Frontends))]
    public async Task Garbage_is_answered_by_an_end(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        var random = new Random(1);
        for (var round = 0; round < 20; round++)
        {
            using var client = await FrontendClient.OpenAsync(server, frontend, Pki.Client);
            var garbage = new byte[100_000];
            random.NextBytes(garbage);
            garbage[0] = 0xFF;
            await SendSomeAsync(client, garbage);
            await client.EndAfterBytesAsync();
        }

        await ProveAndCountAsync(server, frontend, 20, "RequestMalformed");
    }

    [Theory]
    [MemberData(nameof(TlsFrontends))]
    public async Task Garbage_instead_of_tls_is_answered_by_an_end(Frontend frontend)
    {
        var (server, _) = await StartPairAsync();
        using var client = await OpenWithoutTlsAsync(server, frontend);

        await client.SendAsync("CONNECT 10.0.0.1:1 HTTP/1.1\r\nHost: plain\r\n\r\n");
        await client.EndAfterBytesAsync();

        await ProveAndCountAsync(server, frontend, 1, "HandshakeFailed");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("foreign")]
    [InlineData("expired")]
    [InlineData("early")]
    [InlineData("server")]
    public async Task Without_a_good_certificate_nobody_gets_in(string which)
    {
        var (server, _) = await StartPairAsync();
        using var foreign = TestAuthority.Create("foreign");
        using var certificate = Certificate(which, foreign);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // In TLS 1.3 a client is through before its certificate is looked at: then there is no answer.
            using var client = await FrontendClient.OpenAsync(server, Frontend.ConnectTls, certificate);
            await FrontendClient.AskAsync(client, $"{Network.Seed}:1");
        });

        await ProveAndCountAsync(server, Frontend.ConnectTls, 1, "HandshakeFailed");
    }

    private X509Certificate2? Certificate(string which, TestAuthority foreign)
    {
        var now = TimeProvider.System.GetUtcNow();
        var wish = TunnelPki.ClientWish;
        return which switch
        {
            "none" => null,
            "foreign" => foreign.Issue(wish).ToX509(),
            "expired" => Pki.Authority.Issue(wish with { NotBefore = now.AddHours(-2), NotAfter = now.AddMinutes(-5) }).ToX509(),
            "early" => Pki.Authority.Issue(wish with { NotBefore = now.AddMinutes(30) }).ToX509(),
            "server" => Pki.Authority.Issue(wish with { Usage = CertificateWish.ServerAuth }).ToX509(),
            _ => throw new ArgumentOutOfRangeException(nameof(which)),
        };
    }

    private async Task ProveAndCountAsync(TunnelServer server, Frontend frontend, int count, string outcome)
    {
        await (await ConnectAsync(server, StartEcho().Address, frontend)).ProveAliveAsync("somebody else");
        await server.Admin.WaitForMetricAsync(count, "connectivity_tunnel_server_connections_total", $"outcome=\"{outcome}\"");
        await server.Admin.WaitForMetricAsync(1, "connectivity_tunnel_server_connections");
    }

    private static async Task<TunnelEnd> OpenWithoutTlsAsync(TunnelServer server, Frontend frontend)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(server.At(frontend));
        return new TunnelEnd(socket);
    }

    /// <summary>Sends byte by byte until the server ends the connection; nothing else ends this.</summary>
    private static async Task DripUntilEndedAsync(TunnelEnd client, byte[] bytes)
    {
        var end = client.EndAfterBytesAsync();
        for (var i = 0; !end.IsCompleted; i++)
        {
            if (i < bytes.Length)
                await SendSomeAsync(client, bytes.AsMemory(i, 1));
            await Task.WhenAny(end, Task.Delay(Drip));
        }

        await end;
    }

    private static async Task SendSomeAsync(TunnelEnd client, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await client.SendAsync(bytes);
        }
        catch (IOException)
        {
            // Ended already.
        }
    }
}
