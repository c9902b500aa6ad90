namespace Connectivity.SniGateway.Limits;

/// <summary>A count that many threads raise up to a bound and lower again. It is never over the bound, not even for a moment.</summary>
internal struct BoundedCounter
{
    private int _value;

    /// <summary>The count now.</summary>
    public readonly int Value => Volatile.Read(in _value);

    /// <summary>Adds one, unless that would be more than <paramref name="limit"/>; 0 is no limit.</summary>
    public bool TryIncrement(int limit)
    {
        if (limit == 0)
        {
            Interlocked.Increment(ref _value);
            return true;
        }

        var seen = Volatile.Read(ref _value);
        while (seen < limit)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    /// <summary>Takes one back.</summary>
    public void Decrement() => Interlocked.Decrement(ref _value);
}
