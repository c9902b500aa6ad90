using System.Globalization;

namespace Connectivity.Shared.Configuration;

/// <summary>Numbers of bytes as configuration writes them: <c>65536</c>, <c>64KiB</c>, <c>16MiB</c>, <c>1GiB</c>.</summary>
public static class ConfigBytes
{
    private static readonly (string Name, int Shift)[] Units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];

    /// <summary>Reads a whole number with or without a unit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        var shift = 0;
        foreach (var (name, bits) in Units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal))
                continue;
            text = text[..^name.Length];
            shift = bits;
            break;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > long.MaxValue >> shift)
            return false;
        value <<= shift;
        return true;
    }

    /// <summary>Writes a number of bytes in the largest unit that divides it.</summary>
    public static string Format(long value)
    {
        foreach (var (name, shift) in Units)
        {
            if (value > 0 && value % (1L << shift) == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{value >> shift}{name}");
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }
}
