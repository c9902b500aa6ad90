using BenchmarkDotNet.Attributes;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Outcomes;
using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Limits;
using Connectivity.SniGateway.Routing;
using Connectivity.SniGateway.Upstream;

namespace Connectivity.Micro;

/// <summary>From a name to an endpoint among 10,000 routes, as every connection goes.</summary>
public class RoutingBenchmarks
{
    private const int Routes = 10_000;

    private static readonly SocketEndpoint Client = SocketEndpoint.FromIPv4([192, 0, 2, 7], 50123);

    private readonly RouteTable _table = new RouteStore(MakeOptions(), loops: 1).Current.Table;
    private readonly SourceLimiter _limiter = new(new LimitsOptions { NewConnectionsPerSource = 1_000_000 });

    [Benchmark]
    public object? FindExact() => _table.FindByServerName("api.s5000.example.org");

    [Benchmark]
    public object? FindByWildcard() => _table.FindByServerName("deep.below.s5000.example.org");

    [Benchmark]
    public object? FindNothing() => _table.FindByServerName("api.unknown.example.com");

    [Benchmark]
    public int LeastConnections() => Pick(0);

    [Benchmark]
    public int RoundRobin() => Pick(1);

    [Benchmark]
    public int SourceHash() => Pick(2);

    [Benchmark]
    public ConnectionOutcome LimitSource()
    {
        var outcome = _limiter.TryEnterUnrouted(Client, 1);
        if (outcome == ConnectionOutcome.None)
            _limiter.LeaveUnrouted(Client);
        return outcome;
    }

    private static GatewayOptions MakeOptions() => new() { Routes = [.. Enumerable.Range(0, Routes).Select(MakeRoute)] };

    private static RouteOptions MakeRoute(int i) => new()
    {
        Name = $"shoot--s{i}",
        Tenant = $"shoot--s{i}",
        Hosts = [$"api.s{i}.example.org", $"*.s{i}.example.org"],
        LoadBalancing = (LoadBalancing)(i % 3),
        Backends = [.. Enumerable.Range(1, 3).Select(b => new BackendOptions { Address = Address($"10.0.0.{b}:443") })],
    };

    private static HostEndpoint Address(string text) => HostEndpoint.TryParse(text, out var address) ? address : throw new FormatException(text);

    private int Pick(int route)
    {
        AttemptedEndpoints tried = default;
        _table.Routes[route].Backends.TryPick(Client, ref tried, 1, out var endpoint);
        endpoint!.Acquire();
        endpoint.Release();
        return endpoint.Active;
    }
}
