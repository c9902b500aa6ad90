using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class HealthProbeTests
{
    [Theory]
    [InlineData("Tcp")]
    [InlineData("Tls")]
    [InlineData("Https")]
    public async Task Succeeds_against_a_server_that_serves(string kind)
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");

        Assert.Null(await Run(server, new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind) }));
    }

    [Fact]
    public async Task Expects_status_200_of_the_path()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        var options = new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/broken?verbose" };

        Assert.Equal("status 500 for /broken?verbose", await Run(server, options));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");

        Assert.Equal(
            "status 302 for /moved", await Run(server, new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/moved" }));
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("Https")]
    public async Task Refuses_a_certificate_for_another_name(string kind)
    {
        await using var server = await ReadyServer.StartAsync("other.example.org");

        var error = await Run(server, new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind) });

        Assert.Contains("RemoteCertificateNameMismatch", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("Https")]
    public async Task Refuses_an_authority_that_is_not_in_the_file(string kind)
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        await using var other = await ReadyServer.StartAsync("api.example.org");

        var error = await Run(server, new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind), CaFile = other.CaFile });

        Assert.Contains("RemoteCertificateChainErrors", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tls")]
    [InlineData("Https")]
    public async Task A_missing_authority_file_is_a_failed_check(string kind)
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");

        var error = await Run(server, new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind), CaFile = "/nonexistent/ca.pem" });

        Assert.Contains("/nonexistent/ca.pem", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tcp")]
    [InlineData("Tls")]
    [InlineData("Https")]
    public async Task A_refused_connection_is_a_failed_check(string kind)
    {
        var server = await ReadyServer.StartAsync("api.example.org");
        await server.DisposeAsync();

        Assert.Equal("Connection refused", await Run(server, new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind), CaFile = null }));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_out_of_time()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        var options = new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/silent", Timeout = TimeSpan.FromMilliseconds(300) };

        Assert.Equal("no answer in time", await Run(server, options));
    }

    [Fact]
    public async Task The_end_of_the_program_is_no_result()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        using var stop = new CancellationTokenSource();
        var options = new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/silent", Timeout = TimeSpan.FromMinutes(1) };
        var running = Run(server, options, stop.Token);

        await server.Silent;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static Task<string?> Run(ReadyServer server, HealthCheckOptions options, CancellationToken cancellation = default)
    {
        var backend = new Backend(Sample.Backend($"127.0.0.1:{server.Port}").Address, new OutlierEjectionOptions());
        var check = options with { ServerName = "api.example.org", CaFile = options.CaFile ?? server.CaFile };
        return HealthProbe.RunAsync(check, backend.Endpoints[0], TimeProvider.System, cancellation);
    }
}
