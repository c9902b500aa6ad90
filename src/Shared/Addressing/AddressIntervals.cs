namespace Connectivity.Shared.Addressing;

/// <summary>
/// Disjoint, ascending intervals of addresses of one family. Two sorted arrays rather than one of pairs: a search touches the starts only.
/// </summary>
internal sealed class AddressIntervals<T>
    where T : unmanaged, IComparable<T>
{
    private readonly T[] _first;
    private readonly T[] _last;

    private AddressIntervals(T[] first, T[] last)
    {
        _first = first;
        _last = last;
    }

    public int Count => _first.Length;

    /// <summary>Sorts the intervals (both ends included) and merges those that overlap.</summary>
    public static AddressIntervals<T> Build(List<(T First, T Last)> intervals)
    {
        intervals.Sort(static (a, b) => a.First.CompareTo(b.First));
        var merged = new List<(T First, T Last)>(intervals.Count);
        foreach (var interval in intervals)
        {
            if (merged.Count == 0 || interval.First.CompareTo(merged[^1].Last) > 0)
                merged.Add(interval);
            else if (interval.Last.CompareTo(merged[^1].Last) > 0)
                merged[^1] = (merged[^1].First, interval.Last);
        }

        return new([.. merged.Select(static i => i.First)], [.. merged.Select(static i => i.Last)]);
    }

    public bool Contains(T address)
    {
        var index = _first.AsSpan().BinarySearch<T, T>(address);
        if (index >= 0)
            return true;
        var before = ~index - 1;
        return before >= 0 && address.CompareTo(_last[before]) <= 0;
    }
}
