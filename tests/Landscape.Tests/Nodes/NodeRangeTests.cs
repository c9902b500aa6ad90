using Connectivity.Landscape.Nodes;
using Xunit;

namespace Connectivity.Landscape.Tests.Nodes;

public sealed class NodeRangeTests
{
    [Fact]
    public void Nodes_and_seed_have_addresses_of_one_network_for_benchmarks()
    {
        using var range = NodeRange.Take();
        var node = range.TakeAddress();
        var network = range.Cidr[..^"0/24".Length];

        Assert.Matches(@"^198\.1[89]\.\d{1,3}\.$", network);
        Assert.Equal((network + "1", network + "1", network + "2"), ($"{range.Seed}", $"{node.Seed}", $"{node.Node}"));
    }

    [Fact]
    public void No_address_is_given_twice_and_the_last_is_none()
    {
        using var range = NodeRange.Take();
        var given = Enumerable.Range(0, NodeRange.MaxNodes).Select(_ => range.TakeAddress()).ToList();

        Assert.Equal(given.Count, given.DistinctBy(address => address.Node).Count());
        Assert.Equal(given.Count, given.DistinctBy(address => address.SeedInterface).Count());
        Assert.DoesNotContain(given, address => address.Node.GetAddressBytes()[3] is 0 or 1 or 255);
        Assert.Throws<LandscapeException>(range.TakeAddress);
    }

    [Fact]
    public void An_address_that_was_returned_is_given_again()
    {
        using var range = NodeRange.Take();
        var first = range.TakeAddress();
        range.TakeAddress();
        range.Return(first);
        Assert.Equal(first, range.TakeAddress());
    }

    [Fact]
    public void Names_of_interfaces_fit_into_the_kernels_fifteen_characters()
    {
        using var range = NodeRange.Take();
        Assert.All(Enumerable.Range(0, NodeRange.MaxNodes).Select(_ => range.TakeAddress()), address => Assert.InRange(address.SeedInterface.Length, 1, 15));
    }

    [Fact]
    public void No_two_landscapes_have_the_same_network()
    {
        var ranges = Enumerable.Range(0, 200).Select(_ => NodeRange.Take()).ToList();
        try
        {
            Assert.Equal(ranges.Count, ranges.DistinctBy(range => range.Cidr).Count());
        }
        finally
        {
            ranges.ForEach(range => range.Dispose());
        }
    }
}
