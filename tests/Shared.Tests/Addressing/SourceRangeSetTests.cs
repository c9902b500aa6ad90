using Connectivity.Shared.Addressing;
using CsCheck;
using Xunit;

namespace Connectivity.Shared.Tests.Addressing;

public sealed class SourceRangeSetTests
{
    /// <summary>Addresses close together, so that ranges overlap, touch and miss each other.</summary>
    private static readonly Gen<SocketEndpoint> Near = Gen.Select(Gen.Bool, Gen.UInt[0, 255], static (v4, low) =>
        v4 ? SocketEndpoint.FromIPv4(0x0A000000 | low, 0) : new SocketEndpoint(0x2001_0DB8_0000_0000, low, 0));

    private static readonly Gen<SourceRange> NearRange = Gen.Select(Near, Gen.Int[0, 8], static (endpoint, hostBits) =>
        SourceRange.Parse($"{SocketEndpoint.FromIPv6(endpoint.Address >> hostBits << hostBits, 0).ToIPAddress()}" +
            $"/{(endpoint.IsIPv4 ? 32 : 128) - hostBits}"));

    [Fact]
    public void Contains_what_one_of_its_ranges_contains() =>
        Gen.Select(NearRange.Array[0, 12], Near.Array[50]).Sample(static (ranges, endpoints) =>
        {
            var set = new SourceRangeSet(ranges);
            foreach (var endpoint in endpoints)
                Assert.Equal(ranges.Any(range => range.Contains(endpoint)), set.Contains(endpoint));
        });

    [Fact]
    public void Contains_nothing_without_ranges() => AddressGens.Any.Sample(static endpoint =>
    {
        Assert.False(SourceRangeSet.Empty.Contains(endpoint));
        Assert.False(new SourceRangeSet([]).Contains(endpoint));
    });

    [Fact]
    public void Contains_everything_when_it_is_all() =>
        AddressGens.Any.Sample(static endpoint => Assert.True(SourceRangeSet.All.Contains(endpoint)));

    [Fact]
    public void Knows_whether_it_is_empty()
    {
        Assert.True(SourceRangeSet.Empty.IsEmpty);
        Assert.False(SourceRangeSet.All.IsEmpty);
        Assert.False(new SourceRangeSet([SourceRange.Parse("::1/128")]).IsEmpty);
    }

    [Fact]
    public void Is_searched_without_allocating()
    {
        var set = new SourceRangeSet(Enumerable.Range(0, 1000).Select(static i => SourceRange.Parse($"10.{i / 250}.{i % 250}.0/25"))
            .Concat(Enumerable.Range(0, 1000).Select(static i => SourceRange.Parse($"2001:db8:{i:x}::/48"))));
        var inside = SocketEndpoint.FromIPv4(0x0A010105, 0);
        var outside = new SocketEndpoint(0x2001_0DB9_0000_0000, 1, 0);
        set.Contains(inside);
        set.Contains(outside);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = set.Contains(inside) && !set.Contains(outside);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found);
    }
}
