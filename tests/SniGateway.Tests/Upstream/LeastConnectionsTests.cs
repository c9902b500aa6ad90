using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class LeastConnectionsTests
{
    [Fact]
    public void Picks_the_endpoint_with_the_fewest_connections()
    {
        var set = Balancing.Set(LoadBalancing.LeastConnections, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        set.Endpoint(0).Acquire();
        Assert.Same(set.Endpoint(1), set.Pick());

        set.Endpoint(1).Acquire();
        set.Endpoint(1).Acquire();
        Assert.Same(set.Endpoint(0), set.Pick());
    }

    [Fact]
    public void Held_connections_spread_by_weight()
    {
        var set = Balancing.Set(
            LoadBalancing.LeastConnections, Sample.Backend("10.0.0.1:1", weight: 30), Sample.Backend("10.0.0.2:1", weight: 10));
        for (var i = 0; i < 400; i++)
            set.Pick()!.Acquire();

        Assert.InRange(set.Endpoint(0).Active, 299, 301);
        Assert.InRange(set.Endpoint(1).Active, 99, 101);
    }

    [Fact]
    public void Equals_share_evenly_even_when_the_first_in_the_list_is_out()
    {
        var set = Balancing.Set(
            LoadBalancing.LeastConnections,
            Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"), Sample.Backend("10.0.0.3:1"), Sample.Backend("10.0.0.4:1"));
        set.Endpoint(0).Eject();

        var counts = set.Count(3000);

        Assert.Equal(["10.0.0.2", "10.0.0.3", "10.0.0.4"], counts.Keys.Order());
        Assert.All(counts.Values, static count => Assert.InRange(count, 850, 1150));
    }
}
