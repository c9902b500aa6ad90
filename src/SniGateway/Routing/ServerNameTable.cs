namespace Connectivity.SniGateway.Routing;

/// <summary>Finds routes by exact names and by wildcards such as "*.example.org".</summary>
internal sealed class ServerNameTable
{
    private readonly Dictionary<string, Route> _exact;
    private readonly Dictionary<string, Route> _bySuffix;
    private readonly Dictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _exactSpan;
    private readonly Dictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _bySuffixSpan;
    private int _shortestSuffix = int.MaxValue;
    private int _longestSuffix;

    /// <summary>Makes an empty table.</summary>
    /// <param name="exact">How many exact names it will have.</param>
    /// <param name="wildcards">How many wildcards.</param>
    public ServerNameTable(int exact, int wildcards)
    {
        (_exact, _bySuffix) = (new(exact), new(wildcards));
        _exactSpan = _exact.GetAlternateLookup<ReadOnlySpan<char>>();
        _bySuffixSpan = _bySuffix.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Adds a normalised pattern.</summary>
    /// <exception cref="ArgumentException">The table has the pattern.</exception>
    public void Add(string pattern, Route route)
    {
        if (!IsWildcard(pattern))
        {
            _exact.Add(pattern, route);
            return;
        }

        var suffix = pattern[2..];
        _bySuffix.Add(suffix, route);
        _shortestSuffix = Math.Min(_shortestSuffix, suffix.Length);
        _longestSuffix = Math.Max(_longestSuffix, suffix.Length);
    }

    /// <summary>Whether a normalised pattern is a wildcard.</summary>
    public static bool IsWildcard(string pattern) => pattern.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>The route for a normalised name. A wildcard stands for one or more labels, so "*.a" matches "c.b.a" but not "a".</summary>
    public Route? Find(ReadOnlySpan<char> name) => _exactSpan.TryGetValue(name, out var route) ? route : FindBySuffix(name);

    private Route? FindBySuffix(ReadOnlySpan<char> name)
    {
        for (var dot = name.IndexOf('.'); dot > 0; dot = name.IndexOf('.'))
        {
            name = name[(dot + 1)..];
            // Names of 127 labels are legal: only suffixes that could be in the table are looked up.
            if (name.Length < _shortestSuffix)
                return null;
            if (name.Length <= _longestSuffix && _bySuffixSpan.TryGetValue(name, out var route))
                return route;
        }

        return null;
    }
}
