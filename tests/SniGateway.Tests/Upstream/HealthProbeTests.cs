using System.Net;
using System.Net.Sockets;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class HealthProbeTests
{
    // Stands still unless a test moves it: a busy machine makes no check late.
    private readonly FakeTimeProvider _time = new();

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

        Assert.Contains("errors in the certificate chain", error, StringComparison.Ordinal);
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
        await using var server = await ReadyServer.StartAsync("api.example.org");
        // Bound but not listening: nobody else can take the port.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var options = new HealthCheckOptions { Kind = Enum.Parse<HealthCheckKind>(kind), CaFile = server.CaFile };

        Assert.Equal("Connection refused", await Run(((IPEndPoint)bound.LocalEndPoint!).Port, options, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_out_of_time()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        var running = Run(server, new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/silent" });

        await server.Silent;
        _time.Advance(new HealthCheckOptions().Timeout);

        Assert.Equal("no answer in time", await running);
    }

    [Fact]
    public async Task The_end_of_the_program_is_no_result()
    {
        await using var server = await ReadyServer.StartAsync("api.example.org");
        using var stop = new CancellationTokenSource();
        var options = new HealthCheckOptions { Kind = HealthCheckKind.Https, Path = "/silent" };
        var running = Run(server, options, stop.Token);

        await server.Silent;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task<string?> Run(ReadyServer server, HealthCheckOptions options, CancellationToken cancellation = default) =>
        Run(server.Port, options with { CaFile = options.CaFile ?? server.CaFile }, cancellation);

    private Task<string?> Run(int port, HealthCheckOptions options, CancellationToken cancellation)
    {
        var backend = new Backend(Sample.Backend($"127.0.0.1:{port}").Address, new OutlierEjectionOptions());
        var check = options with { ServerName = "api.example.org" };
        return HealthProbe.RunAsync(check, backend.Endpoints[0], _time, cancellation);
    }
}
