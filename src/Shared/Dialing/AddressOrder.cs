using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Dialing;

/// <summary>The order in which several addresses of one name are tried (RFC 8305, section 4).</summary>
public static class AddressOrder
{
    /// <summary>Most addresses of a name that are tried. Descriptors, and time: a name may have hundreds.</summary>
    public const int Max = 8;

    /// <summary>
    /// Alternates between the families, beginning with that of the first address, and keeps the order within each; without duplicates,
    /// and at most <see cref="Max"/>.
    /// </summary>
    public static SocketEndpoint[] Interleave(IEnumerable<SocketEndpoint> addresses)
    {
        var distinct = addresses.Distinct().ToArray();
        if (distinct.Length == 0)
            return [];
        var first = new Queue<SocketEndpoint>(distinct.Where(a => a.IsIPv4 == distinct[0].IsIPv4));
        var second = new Queue<SocketEndpoint>(distinct.Where(a => a.IsIPv4 != distinct[0].IsIPv4));
        var ordered = new List<SocketEndpoint>(Max);
        while (ordered.Count < Max && first.Count + second.Count > 0)
        {
            if (first.TryDequeue(out var next))
                ordered.Add(next);
            if (ordered.Count < Max && second.TryDequeue(out next))
                ordered.Add(next);
        }

        return [.. ordered];
    }
}
