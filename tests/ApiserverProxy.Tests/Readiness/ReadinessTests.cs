using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Connectivity.ApiserverProxy.Configuration;
using Connectivity.ApiserverProxy.Readiness;
using Connectivity.ApiserverProxy.Tests.Forwarding;
using Connectivity.TestKit.Tls;
using Xunit;

namespace Connectivity.ApiserverProxy.Tests.Readiness;

/// <summary>What makes a proxy ready, and what must not.</summary>
public sealed class ReadinessTests : IDisposable
{
    private readonly Server _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public async Task A_TLS_server_behind_a_real_gateway_makes_it_ready()
    {
        using var authority = TestAuthority.Create();
        using var certificate = X509CertificateLoader.LoadPkcs12(authority.Issue(new CertificateWish { DnsNames = ["x"] }).ToX509().Export(X509ContentType.Pkcs12), null);
        await using var gateway = await TestGateway.StartAsync(_backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Connect));

        var trying = TryAsync(proxy);
        await using var tls = new SslStream((await _backend.AcceptAsync()).AsStream());
        var serving = tls.AuthenticateAsServerAsync(certificate);

        Assert.Null(await trying);
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "what answered does not speak TLS")]
    [InlineData("", "closed instead of answering the hello")]
    public async Task What_is_no_TLS_server_does_not(string answer, string problem)
    {
        await using var gateway = await TestGateway.StartAsync(_backend.Endpoint);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Connect));
        var trying = TryAsync(proxy);
        using var server = await _backend.AcceptAsync();
        await server.SendAsync(answer);
        server.EndSending();
        Assert.Equal(problem, await trying);
    }

    [Fact]
    public async Task A_gateway_without_a_route_for_the_name_does_not()
    {
        await using var second = await TestGateway.StartAsync(_backend.Endpoint);
        await using var first = await TestGateway.StartAsync(second.Sni);
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(first.Connect));
        Assert.Equal("a gateway has no route: alert unrecognized_name", await TryAsync(proxy));
    }

    [Fact]
    public async Task A_gateway_that_does_not_know_the_destination_does_not()
    {
        await using var gateway = await TestGateway.StartAsync(_backend.Endpoint);
        var options = TestProxy.Options(gateway.Connect);
        await using var proxy = await TestProxy.StartAsync(options with { Gateway = options.Gateway with { ConnectHeaders = [] } });
        Assert.Contains("it answered 403", await TryAsync(proxy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_is_away_or_silent_does_not()
    {
        using var targets = new TestKit.Dialing.ConnectTargets();
        await using var gateway = await TestGateway.StartAsync(targets.Refusing());
        await using var proxy = await TestProxy.StartAsync(TestProxy.Options(gateway.Connect));
        Assert.Contains("it answered 502", await TryAsync(proxy), StringComparison.Ordinal);

        await using var other = await TestGateway.StartAsync(_backend.Endpoint);
        await using var silent = await TestProxy.StartAsync(TestProxy.Options(other.Connect));
        Assert.Equal("no answer to the hello in time", await TryAsync(silent, timeoutMs: 100));
    }

    private static async Task<string?> TryAsync(TestProxy proxy, int timeoutMs = 60_000)
    {
        var readiness = new GatewayReadiness(proxy.Forwarder, TimeProvider.System, proxy.Log);
        Assert.NotNull(readiness.Problem);
        var options = TestProxy.Options() with { Readiness = new ReadinessOptions { Timeout = TimeSpan.FromMilliseconds(timeoutMs) } };
        await readiness.TryAsync(options, Bound.Token);
        return readiness.Problem;
    }
}
