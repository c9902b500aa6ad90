namespace Connectivity.Shared.Addressing;

/// <summary>
/// A set of address ranges, built once and never changed. A look-up allocates nothing and costs the logarithm of the number of
/// disjoint ranges, so that an allow list of thousands costs a new connection about as much as one of ten.
/// </summary>
public sealed class SourceRangeSet
{
    private readonly AddressIntervals<uint> _v4;
    private readonly AddressIntervals<UInt128> _v6;

    /// <summary>
    /// Makes a set of the ranges; they may overlap and come in any order. No range at all is the set that contains nothing.
    /// </summary>
    public SourceRangeSet(IEnumerable<SourceRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        List<(uint, uint)> v4 = [];
        List<(UInt128, UInt128)> v6 = [];
        foreach (var range in ranges)
        {
            if (range.IsIPv4)
                v4.Add(((uint)range.First, (uint)range.Last));
            else
                v6.Add((range.First, range.Last)); // It may span the mapped block: IPv4 addresses are never looked up here.
        }

        _v4 = AddressIntervals<uint>.Build(v4);
        _v6 = AddressIntervals<UInt128>.Build(v6);
    }

    /// <summary>The set of every address of both families.</summary>
    public static SourceRangeSet All { get; } = new([SourceRange.Parse("0.0.0.0/0"), SourceRange.Parse("::/0")]);

    /// <summary>The set that contains no address.</summary>
    public static SourceRangeSet Empty { get; } = new([]);

    /// <summary>Whether the set contains no address at all.</summary>
    public bool IsEmpty => _v4.Count == 0 && _v6.Count == 0;

    /// <summary>Whether the endpoint's address is in one of the ranges. Its port and scope do not matter.</summary>
    public bool Contains(in SocketEndpoint endpoint) =>
        endpoint.IsIPv4 ? _v4.Contains(endpoint.IPv4) : _v6.Contains(endpoint.Address);
}
