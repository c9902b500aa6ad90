using Connectivity.SniGateway.Configuration;
using Connectivity.SniGateway.Tests.Routing;
using Connectivity.SniGateway.Upstream;
using Xunit;

namespace Connectivity.SniGateway.Tests.Upstream;

public sealed class SourceHashTests
{
    private const int Clients = 4000;

    [Fact]
    public void A_client_gets_the_same_endpoint_whatever_its_port_and_the_order_of_the_list()
    {
        var set = Balancing.Set(LoadBalancing.SourceHash, Sample.Backend("10.0.0.1:1"), Sample.Backend("10.0.0.2:1"));
        var turned = Balancing.Set(LoadBalancing.SourceHash, Sample.Backend("10.0.0.2:1"), Sample.Backend("10.0.0.1:1"));
        for (var i = 0; i < 100; i++)
        {
            var client = Balancing.ClientNumber(i);
            var endpoint = set.Pick(client)!.Address;
            Assert.Equal(endpoint, set.Pick(client.WithPort(9))!.Address);
            Assert.Equal(endpoint, turned.Pick(client)!.Address);
        }
    }

    [Fact]
    public void Clients_spread_by_weight()
    {
        var set = Balancing.Set(
            LoadBalancing.SourceHash, Sample.Backend("10.0.0.1:1", weight: 3), Sample.Backend("10.0.0.2:1", weight: 1));

        var counts = set.Count(Clients, Balancing.ClientNumber);

        Assert.InRange(counts["10.0.0.1"], Clients * 0.72, Clients * 0.78);
    }

    [Fact]
    public void When_an_endpoint_goes_only_its_own_clients_move()
    {
        var set = Set(4);
        var before = Picks(set);
        set.Endpoint(2).Eject();
        var after = Picks(set);

        var gone = set.Endpoint(2);
        for (var i = 0; i < Clients; i++)
        {
            if (before[i] == gone)
                Assert.NotEqual(gone, after[i]);
            else
                Assert.Equal(before[i], after[i]);
        }
    }

    [Fact]
    public void When_an_endpoint_comes_it_takes_an_even_share_and_nobody_else_moves()
    {
        var before = Picks(Set(4)).Select(static e => e.Address).ToArray();
        var after = Picks(Set(5)).Select(static e => e.Address).ToArray();

        var moved = 0;
        for (var i = 0; i < Clients; i++)
        {
            if (before[i] == after[i])
                continue;
            moved++;
            Assert.Equal(Sample.Endpoint("10.0.0.4:1"), after[i]);
        }

        Assert.InRange(moved, Clients * 0.17, Clients * 0.23);
    }

    [Fact]
    public void The_score_is_finite_and_positive_at_the_edges_of_the_hash()
    {
        foreach (var source in (ulong[])[0, 1, ulong.MaxValue, 0x9E37_79B9_7F4A_7C15])
            Assert.InRange(RendezvousHash.Score(source, ~source, weight: 1), 1e-9, 1e30);
    }

    private static BackendSet Set(int backends) =>
        Balancing.Set(
            LoadBalancing.SourceHash, [.. Enumerable.Range(0, backends).Select(static i => Sample.Backend($"10.0.0.{i}:1"))]);

    private static BackendEndpoint[] Picks(BackendSet set) =>
        [.. Enumerable.Range(0, Clients).Select(i => set.Pick(Balancing.ClientNumber(i))!)];
}
