using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Hosting;
using Connectivity.VpnTunnel.Agent;
using Connectivity.VpnTunnel.Configuration;
using Connectivity.VpnTunnel.Tests.Agent.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Connectivity.VpnTunnel.Tests.Agent;

public sealed class TunnelAgentTests : IAsyncLifetime
{
    private readonly TestPki _pki = new();
    private readonly Meter _meter = new("test");
    private readonly TunnelAgent _agent = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        _meter.Dispose();
        _pki.Dispose();
    }

    [Fact]
    public async Task Files_that_cannot_be_used_keep_it_from_starting()
    {
        var exception = await Assert.ThrowsAsync<AgentStartException>(
            () => StartAsync(Options() with { Tls = _pki.AgentTls with { CertFile = "/does/not/exist" } }));

        Assert.StartsWith("tls: /does/not/exist", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_ready_while_a_server_is_away_and_says_which()
    {
        await StartAsync(Options());

        var check = Assert.Single(_agent.Readiness());

        Assert.Equal("server s-0", check.Name);
        Assert.StartsWith("not connected", check.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_wait_in_carriers_are_told_for_each_server()
    {
        await StartAsync(Options());
        var told = new List<(string? Server, long Bytes)>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((instrument, bytes, tags, _) =>
        {
            if (instrument.Name == "connectivity_tunnel_agent_carrier_queued_bytes")
                told.Add(((string?)tags[0].Value, bytes));
        });
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == _meter)
                l.EnableMeasurementEvents(instrument);
        };
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal([("s-0", 0L)], told);
    }

    [Fact]
    public async Task Changed_files_that_cannot_be_used_change_nothing_and_are_told()
    {
        await StartAsync(Options());

        var warnings = await _agent.ApplyAsync(Options() with { Tls = _pki.AgentTls with { KeyFile = "/does/not/exist" } });

        Assert.StartsWith("tls: /does/not/exist", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.EndsWith("the files before stay in force", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_a_restart_is_told()
    {
        await StartAsync(Options());

        var warnings = await _agent.ApplyAsync(Options() with { AgentId = "other", Zone = "z", Limits = new AgentLimitsOptions { Lookups = 1, Dials = 1 } });

        Assert.Equal(["agentId", "zone", "limits.lookups"], warnings.Select(static w => w.Split(':')[0]));
    }

    [Fact]
    public async Task A_drain_without_streams_is_over_at_once()
    {
        await StartAsync(Options() with { Drain = new DrainOptions { Timeout = TimeSpan.FromHours(1) } });

        await _agent.DrainAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_configuration_in_force_can_be_shown()
    {
        await StartAsync(Options());
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            _agent.WriteConfig(json, Options());
            json.WriteEndObject();
        }

        Assert.Contains("\"agentId\":\"node-1\"", Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
    }

    private AgentOptions Options() => new()
    {
        AgentId = "node-1",
        Servers =
        [
            // Nobody listens on port 1.
            new LinkOptions { Name = "s-0", Address = HostEndpoint.TryParse("127.0.0.1:1", out var address) ? address : null, TlsServerName = TestPki.ServerName },
        ],
        Tls = _pki.AgentTls,
        Allow = [new AllowRule(SourceRange.Parse("10.0.0.0/8"), [new PortRange(1, 65535)])],
    };

    private Task StartAsync(AgentOptions options) =>
        _agent.StartAsync(options, new AgentContext(NullLoggerFactory.Instance, _meter, TimeProvider.System));
}
