using System.Text;
using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Configuration;

public sealed class GatewayOptionsWriterTests
{
    [Fact]
    public void The_defaults_read_back_as_they_are_in_force()
    {
        var options = Configured.Read(Configured.Listener);

        Assert.Equal(options, Configured.Read(Write(options)));
    }

    [Fact]
    public void A_configuration_without_any_default_reads_back_as_it_is_in_force()
    {
        var options = EverySettingChanged();

        Assert.Equal(options, Configured.Read(Write(options)));
    }

    [Fact]
    public void Every_key_that_can_be_set_is_shown()
    {
        using var shown = JsonDocument.Parse(Write(Configured.Read(Configured.Listener)));

        Assert.Equal(
            ["listeners", "routes", "limits", "drain", "accessLog", "keepalive", "outlierEjection", "loops"],
            shown.RootElement.EnumerateObject().Select(static property => property.Name));
        Assert.Equal("5m", shown.RootElement.GetProperty("limits").GetProperty("halfCloseTimeout").GetString());
    }

    private static string Write(GatewayOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            GatewayOptionsWriter.Write(json, options);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static GatewayOptions EverySettingChanged() => new()
    {
        Listeners =
        [
            new ListenerOptions
            {
                Name = "späte <Listener> & \"andere\"",
                Address = Sample.Endpoint("[2001:db8::1]:443"),
                Kind = ListenerKind.ProxyDestination,
                ProxyProtocol = ProxyProtocolMode.Required,
                TrustedProxies = [SourceRange.Parse("10.0.0.0/8"), SourceRange.Parse("2001:db8::/32")],
                OnNoRoute = NoRouteAction.Reset,
                StackedHeaders = 3,
                SourceHeader = HeaderChoice.Outermost,
                DestinationHeader = HeaderChoice.Outermost,
                Backlog = 17,
            },
        ],
        Routes =
        [
            Sample.Route("a", null, Sample.Backend("b.example.org.:1", weight: 0, zone: "z"), Sample.Backend("[2001:db8::2]:2")) with
            {
                Tenant = "t",
                Hosts = ["a.org", "*.b.org"],
                ConnectDestinations = ["outbound|443||a"],
                ProxyDestinations = [Sample.Endpoint("10.0.0.1:1")],
                AllowedSources = [SourceRange.Parse("0.0.0.0/0")],
                MaxConnections = 1,
                NewConnectionsPerSecond = 2,
                NewConnectionsBurst = 3,
                SendProxyProtocol = SendProxyProtocol.V2,
                LoadBalancing = LoadBalancing.SourceHash,
                CloseOnRemove = true,
                HealthCheck = new HealthCheckOptions
                {
                    Kind = HealthCheckKind.Https,
                    Path = "/livez?verbose",
                    Interval = TimeSpan.FromSeconds(90),
                    Timeout = TimeSpan.FromMilliseconds(1500),
                    ServerName = "kubernetes",
                    CaFile = "/etc/ca.pem",
                    HealthyThreshold = 4,
                    UnhealthyThreshold = 5,
                },
            },
        ],
        Limits = ChangedLimits(),
        Drain = new DrainOptions { Timeout = TimeSpan.FromHours(1) },
        AccessLog = new AccessLogOptions { Path = "" },
        Keepalive = new TcpKeepaliveOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Probes: 3),
        OutlierEjection = new OutlierEjectionOptions
        {
            ConsecutiveFailures = 0, BaseTime = TimeSpan.FromSeconds(1), MaxTime = TimeSpan.FromSeconds(61),
        },
        Zone = "z",
        Loops = 3,
    };

    private static LimitsOptions ChangedLimits() => new()
    {
        HelloTimeout = TimeSpan.FromSeconds(1),
        HelloMaxBytes = 20_000,
        HelloMaxRecords = 3,
        MaxUnroutedPerSource = 4,
        MaxUnrouted = 5,
        MaxConnections = 6,
        NewConnectionsPerSource = 7,
        NewConnectionsPerSourceBurst = 8,
        ConnectTimeout = TimeSpan.FromSeconds(9),
        ConnectAttempts = 8,
        IdleTimeout = TimeSpan.FromSeconds(11),
        HalfCloseTimeout = TimeSpan.Zero,
        MaxConnectionAge = TimeSpan.FromDays(1),
        ProxyHeaderMaxBytes = 300,
        UserTimeout = TimeSpan.FromSeconds(13),
    };
}
