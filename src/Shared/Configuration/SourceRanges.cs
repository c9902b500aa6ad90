using Connectivity.Shared.Addressing;

namespace Connectivity.Shared.Configuration;

/// <summary>Binds lists of address ranges.</summary>
public static class SourceRanges
{
    /// <summary>
    /// The ranges under a key. An empty list is a mistake: some would read it as "nobody" and others as "everybody". Without the key
    /// the list is empty, and the caller knows which of the two that means.
    /// </summary>
    public static ValueList<SourceRange> Bind(ConfigMapping map, string key)
    {
        var texts = map.TextList(key, atLeast: map.Has(key) ? 1 : 0);
        var ranges = new List<SourceRange>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (SourceRange.TryParse(texts[i], out var range, out var error))
                ranges.Add(range);
            else if (texts[i].Length > 0)
                map.Error(key, i, error);
        }

        return [.. ranges];
    }
}
