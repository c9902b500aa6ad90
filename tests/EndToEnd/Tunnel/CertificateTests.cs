using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Connectivity.EndToEnd.Gateway;
using Connectivity.EndToEnd.Tunnel.Ends;
using Connectivity.EndToEnd.Tunnel.Network;
using Connectivity.EndToEnd.Tunnel.Programs;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.EndToEnd.Tunnel;

/// <summary>Certificates of carriers that are wrong, and all of them when they change.</summary>
public sealed class CertificateTests(ShootNetwork network) : TunnelScenario(network)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SslApplicationProtocol Alpn = new("connectivity-tunnel/1");

    [Theory]
    [InlineData("server", "foreign", "tls: ")]
    [InlineData("server", "expired", "expired")]
    [InlineData("server", "name", "mismatch")]
    [InlineData("server", "usage", "purpose")]
    [InlineData("agent", "foreign", "alert 48")]
    [InlineData("agent", "expired", "alert 45")]
    [InlineData("agent", "usage", "alert")]
    public async Task A_wrong_certificate_is_named_at_the_agent_and_a_good_one_heals_it(string part, string mistake, string named)
    {
        using var foreign = TestAuthority.Create("foreign");
        Pki.Put(part, Wrong(part, mistake, foreign));
        var server = await StartServerAsync();
        var agent = await StartAgentAsync(new AgentPlan { Servers = [AgentPlan.Direct(server.Carriers)], More = "reconnect: { min: 10ms, max: 100ms }" });

        var failure = (string)(await agent.Program.LineAsync("CarrierFailed"))["failure"]!;
        Assert.Contains(named, failure, StringComparison.OrdinalIgnoreCase);
        Assert.Contains((await agent.SlotsAsync()).Select(static slot => (string?)slot["lastError"]), error => error == failure);
        Assert.Empty(await server.SessionsAsync());

        Pki.Put(part, Pki.Authority.Issue(part == "agent" ? TunnelPki.AgentWish : TunnelPki.ServerWish));
        (part == "agent" ? agent.Program : server.Program).Reload();
        await server.WaitForCarriersAsync(2);
        await (await ConnectAsync(server, StartEcho().Address)).ProveAliveAsync("healed");
    }

    [Fact]
    public async Task All_certificates_and_authorities_may_change_under_open_streams()
    {
        var (server, agent, way) = await StartPairWithProxyAsync();
        var plain = await ConnectAsync(server, StartEcho().Address);
        var inTls = await ConnectAsync(server, StartEcho().Address, Frontend.ConnectTls);
        using var next = TestAuthority.Create("next");
        string[] parts = ["server", "frontend", "agent"];

        // Both authorities, then the new certificates, then the new authority alone: as it is done.
        await InForceAsync(server, agent, hangUp: true, () => Array.ForEach(parts, part => Pki.Trust(part, Pki.Authority, next)));
        var (carrier, frontend) = (next.Issue(TunnelPki.ServerWish), next.Issue(TunnelPki.ServerWish));
        await InForceAsync(server, agent, hangUp: true, () =>
        {
            Pki.Put("server", carrier);
            Pki.Put("frontend", frontend);
            Pki.Put("agent", next.Issue(TunnelPki.AgentWish));
        });
        await InForceAsync(server, agent, hangUp: false, () => Array.ForEach(parts, part => Pki.Trust(part, next)));

        await plain.ProveAliveAsync("over the old carriers");
        await inTls.ProveAliveAsync("under the old certificate");
        using var client = next.Issue(TunnelPki.ClientWish).ToX509();
        Assert.Equal(Fingerprint(carrier), await PresentedAsync(server.Carriers.ToString(), client, Alpn));
        Assert.Equal(Fingerprint(frontend), await PresentedAsync(server.At(Frontend.ConnectTls).ToString()!, client, null));
        // Carriers that come now are refused by both sides unless both have the new ones.
        way.ResetAll();
        await plain.ProveAliveAsync("over new carriers");
        await inTls.ProveAliveAsync("over new carriers, too");
        await server.WaitForCarriersAsync(2);
        Assert.Single(await server.SessionsAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server, StartEcho().Address, Frontend.ConnectTls));
        using var late = await FrontendClient.ConnectAsync(server, Frontend.ConnectTls, StartEcho().Address, client);
        await late.ProveAliveAsync("with a new certificate");
    }

    private IssuedPem Wrong(string part, string mistake, TestAuthority foreign)
    {
        var wish = part == "agent" ? TunnelPki.AgentWish : TunnelPki.ServerWish;
        return mistake switch
        {
            "foreign" => foreign.Issue(wish),
            "expired" => Pki.Authority.Issue(wish with { NotBefore = Now.AddHours(-2), NotAfter = Now.AddMinutes(-5) }),
            "name" => Pki.Authority.Issue(wish with { DnsNames = ["other"] }),
            "usage" => Pki.Authority.Issue(wish with { Usage = part == "agent" ? CertificateWish.ServerAuth : CertificateWish.ClientAuth }),
            _ => throw new ArgumentOutOfRangeException(nameof(mistake)),
        };
    }

    /// <summary>Changes files and waits until all that read them have told so, by themselves or by SIGHUP.</summary>
    private static async Task InForceAsync(TunnelServer server, TunnelAgent agent, bool hangUp, Action change)
    {
        var (before, beforeAgent) = (server.Program.Lines("InForce").Count, agent.Program.Lines("InForce").Count);
        change();
        if (hangUp)
        {
            server.Program.Reload();
            agent.Program.Reload();
        }

        // The server has two kinds of files, for carriers and for front ends.
        await Patience.UntilAsync(
            () => server.Program.Lines("InForce").Count >= before + 2 && agent.Program.Lines("InForce").Count > beforeAgent,
            () => $"not in force:\n{server.Program.Log.Text()}\n{agent.Program.Log.Text()}");
    }

    private static string Fingerprint(IssuedPem pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem.Certificate);
        return certificate.Thumbprint;
    }

    private static async Task<string> PresentedAsync(string address, X509Certificate2 client, SslApplicationProtocol? protocol)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPEndPoint.Parse(address), Patience.Token());
        await using var tls = new SslStream(new NetworkStream(socket));
        var options = FrontendClient.Options(client);
        options.ApplicationProtocols = protocol is { } one ? [one] : null;
        await tls.AuthenticateAsClientAsync(options, Patience.Token());
        return new X509Certificate2(tls.RemoteCertificate!).Thumbprint;
    }
}
