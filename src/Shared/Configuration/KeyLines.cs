namespace Connectivity.Shared.Configuration;

/// <summary>
/// Finds duplicate keys while a mapping is read: by a scan while it is small, as nearly all are (a table for each of them would be
/// most of the memory that reading a file takes), by a table once it is not.
/// </summary>
internal struct KeyLines
{
    private const int TableThreshold = 16;
    private Dictionary<string, int>? _table;

    /// <summary>The line on which the key of a value was set before; null if it is new.</summary>
    /// <param name="values">The values read so far, without duplicates.</param>
    /// <param name="value">The value just read.</param>
    public int? FirstLine(List<ConfigNode> values, ConfigNode value)
    {
        if (values.Count < TableThreshold)
        {
            foreach (var earlier in values)
            {
                if (string.Equals(earlier.Key, value.Key, StringComparison.Ordinal))
                    return earlier.KeyLine;
            }

            return null;
        }

        _table ??= values.ToDictionary(static v => v.Key!, static v => v.KeyLine, StringComparer.Ordinal);
        return _table.TryAdd(value.Key!, value.KeyLine) ? null : _table[value.Key!];
    }
}
