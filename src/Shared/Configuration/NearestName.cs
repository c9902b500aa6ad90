namespace Connectivity.Shared.Configuration;

/// <summary>Finds what somebody most likely meant to write.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The candidate nearest to a name; null when none is near enough to be a slip (about one letter in three).</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        var least = (Math.Max(name.Length, 3) / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name, candidate);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>
    /// The optimal string alignment distance, letter case aside: letters added, dropped or changed, and neighbours swapped.
    /// Very long names are never near.
    /// </summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > MaxLength || b.Length > MaxLength)
            return int.MaxValue;
        Span<int> before = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        Span<int> next = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                next[j] = Math.Min(row[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1), Math.Min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
            }

            var free = before;
            before = row;
            row = next;
            next = free;
        }

        return row[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
