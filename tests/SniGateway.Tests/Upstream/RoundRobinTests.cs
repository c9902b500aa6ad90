using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using CsCheck;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class RoundRobinTests
{
    [Fact]
    public void Equal_weights_take_turns_whatever_the_weights_are()
    {
        var set = Balancing.Set(
            LoadBalancing.RoundRobin, Sample.Backend("10.0.0.1:1", weight: 100), Sample.Backend("10.0.0.2:1", weight: 100));

        Assert.Equal(
            ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"], Enumerable.Range(0, 4).Select(_ => set.Pick()!.Backend.Host));
    }

    [Fact]
    public void Three_of_four_turns_are_not_taken_in_one_go_by_a_heavy_endpoint()
    {
        var set = Balancing.Set(
            LoadBalancing.RoundRobin, Sample.Backend("10.0.0.1:1", weight: 50), Sample.Backend("10.0.0.2:1", weight: 49));
        var hosts = Enumerable.Range(0, 99).Select(_ => set.Pick()!.Backend.Host).ToArray();

        var longest = 0;
        for (int i = 0, run = 0; i < hosts.Length; i++)
            longest = Math.Max(longest, run = i > 0 && hosts[i] == hosts[i - 1] ? run + 1 : 1);
        Assert.InRange(longest, 1, 4);
    }

    [Fact]
    public void A_round_gives_each_endpoint_exactly_its_weight() =>
        Gen.Int[0, 20].Array[1, 6].Where(static weights => weights.Sum() > 0).Sample(static weights =>
        {
            var backends = weights.Select(static (weight, i) => Sample.Backend($"10.0.0.{i}:1", weight)).ToArray();
            var set = Balancing.Set(LoadBalancing.RoundRobin, backends);
            var counts = set.Count(weights.Sum() * 3);
            for (var i = 0; i < weights.Length; i++)
                Assert.Equal(weights[i] * 3, counts.GetValueOrDefault($"10.0.0.{i}"));
        });

    [Fact]
    public void Threads_together_keep_to_the_weights()
    {
        var set = Balancing.Set(
            LoadBalancing.RoundRobin, Sample.Backend("10.0.0.1:1", weight: 3), Sample.Backend("10.0.0.2:1", weight: 1));
        Parallel.For(0, 4000, _ => set.Pick()!.Acquire());

        Assert.Equal((3000, 1000), (set.Endpoint(0).Active, set.Endpoint(1).Active));
    }
}
