using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Connectivity.TestKit.Measuring;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class BackendSetTests
{
    public static TheoryData<string> Policies => [.. Enum.GetNames<LoadBalancing>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Each_attempt_goes_to_another_endpoint_until_none_is_left(string policy)
    {
        var set = Set(policy, null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1", weight: 9), Sample.Backend("10.0.0.3:1"));
        var tried = default(AttemptedEndpoints);
        var picked = new HashSet<BackendEndpoint>();
        while (set.TryPick(Balancing.Client, ref tried, 0, out var endpoint))
            Assert.True(picked.Add(endpoint));

        Assert.Equal(3, picked.Count);
        Assert.Equal(3, tried.Count);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void There_are_no_more_attempts_than_can_be_remembered(string policy)
    {
        var set = Set(policy, null, [.. Enumerable.Range(1, 20).Select(static i => Sample.Backend($"10.0.0.{i}:1"))]);
        var tried = default(AttemptedEndpoints);
        while (set.TryPick(Balancing.Client, ref tried, 0, out _))
        {
        }

        Assert.True(tried.IsFull);
        Assert.Equal(AttemptedEndpoints.Max, tried.Count);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_drained_backend_is_never_picked(string policy)
    {
        var set = Set(policy, null, Sample.Backend("10.0.0.1:1", weight: 0), Sample.Backend("10.0.0.2:1"));
        set.Endpoint(1).Eject();

        Assert.Equal(["10.0.0.2"], set.Count(50, Balancing.ClientNumber).Keys);
        Assert.Null(Set(policy, null, Sample.Backend("10.0.0.1:1", weight: 0)).Pick());
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void An_ejected_endpoint_is_avoided_until_its_time_is_over(string policy)
    {
        var set = Set(policy, null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        set.Endpoint(0).Eject(nowMs: 0);

        Assert.Equal(["10.0.0.2"], Enumerable.Range(0, 50).Select(i => set.Pick(Balancing.ClientNumber(i), 4999)!.Backend.Host).Distinct());
        Assert.Contains("10.0.0.1", Enumerable.Range(0, 50).Select(i => set.Pick(Balancing.ClientNumber(i), 5000)!.Backend.Host));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void When_all_are_out_all_are_tried(string policy)
    {
        var set = Set(policy, null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        set.Endpoint(0).Eject();
        set.Endpoint(1).Eject();

        Assert.Equal(2, set.Count(50, Balancing.ClientNumber).Count);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void After_the_usable_ones_a_retry_goes_to_an_ejected_one(string policy)
    {
        var set = Set(policy, null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        set.Endpoint(0).Eject();
        var tried = default(AttemptedEndpoints);

        Assert.True(set.TryPick(Balancing.Client, ref tried, 0, out var first));
        Assert.True(set.TryPick(Balancing.Client, ref tried, 0, out var second));

        Assert.Equal(("10.0.0.2", "10.0.0.1"), (first.Backend.Host, second.Backend.Host));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_own_zone_comes_first_and_the_others_only_when_it_is_out(string policy)
    {
        var set = Set(policy, "a", Sample.Backend("10.0.0.1:1", zone: "b"), Sample.Backend("10.0.0.2:1", zone: "a"), Sample.Backend("10.0.0.3:1"));
        Assert.Equal(["10.0.0.2"], set.Count(50, Balancing.ClientNumber).Keys);

        set.Endpoint(1).Eject();
        Assert.Equal(["10.0.0.1", "10.0.0.3"], set.Count(50, Balancing.ClientNumber).Keys.Order());
    }

    [Fact]
    public void An_unhealthy_endpoint_is_avoided_only_while_a_check_is_in_force()
    {
        var route = Sample.Route("a", null, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        var check = route with { HealthCheck = new HealthCheckOptions { Kind = HealthCheckKind.Tcp } };
        var set = new BackendSet(check, new GatewayOptions());
        set.Endpoint(0).Health.Report("no", healthyThreshold: 1, unhealthyThreshold: 1);
        Assert.Equal(["10.0.0.2"], set.Count(10).Keys);
        Assert.False(set.IsUsable(set.Members[0].Backend, 0));

        var unchecked_ = new BackendSet(route, new GatewayOptions(), set);
        Assert.Same(set.Endpoint(0), unchecked_.Endpoint(0));
        Assert.Equal(2, unchecked_.Count(10).Count);
        Assert.True(unchecked_.IsUsable(set.Members[0].Backend, 0));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_name_without_an_address_yet_has_nothing_to_pick(string policy) =>
        Assert.Null(Set(policy, null, Sample.Backend("kube-apiserver:443")).Pick());

    [Theory]
    [MemberData(nameof(Policies))]
    public void Picking_and_releasing_allocate_nothing(string policy)
    {
        var set = Set(policy, "a", Sample.Backend("10.0.0.1:1", zone: "b"), Sample.Backend("10.0.0.2:1", weight: 3, zone: "a"));
        PickAndRelease(set);

        Assert.Equal(0, Allocated.By(runs: 1000, () => PickAndRelease(set)));
    }

    private static void PickAndRelease(BackendSet set)
    {
        var tried = default(AttemptedEndpoints);
        while (set.TryPick(Balancing.Client, ref tried, 0, out var endpoint))
        {
            endpoint.Acquire();
            endpoint.ConnectSucceeded();
            endpoint.Release();
        }
    }

    private static BackendSet Set(string policy, string? zone, params ReadOnlySpan<BackendOptions> backends) =>
        Balancing.Set(Enum.Parse<LoadBalancing>(policy), zone, backends);
}
