using System.Globalization;

namespace Connectivity.Shared.Configuration;

/// <summary>Reads numbers, sizes, durations and switches from a mapping; each with its bounds.</summary>
public static class ConfigNumbers
{
    /// <summary>The whole number of a key; the default when it is absent.</summary>
    public static int Int(this ConfigMapping map, string key, int defaultValue, int min = 0, int max = int.MaxValue) =>
        map.Bounded(key, defaultValue, min, max, ReadInt, "a whole number", static v => v.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number of bytes of a key, written <c>65536</c> or <c>64KiB</c> (KiB, MiB, GiB); the default when it is absent.</summary>
    public static long Bytes(this ConfigMapping map, string key, long defaultValue, long min = 0, long max = long.MaxValue) =>
        map.Bounded(key, defaultValue, min, max, ConfigBytes.TryParse, "a number of bytes (like 65536 or 64KiB)", ConfigBytes.Format);

    /// <summary>
    /// The duration of a key, written <c>250ms</c>, <c>5s</c>, <c>1m</c>, <c>24h</c>, <c>1h30m</c> or <c>0</c>; the default when it is
    /// absent. The bounds hold for zero as well: where zero switches something off, <paramref name="min"/> is zero.
    /// </summary>
    public static TimeSpan Duration(
        this ConfigMapping map, string key, TimeSpan defaultValue, TimeSpan? min = null, TimeSpan? max = null) =>
        map.Bounded(
            key, defaultValue, min ?? TimeSpan.Zero, max ?? ConfigDuration.Max,
            ConfigDuration.TryParse, "a duration (like 250ms, 5s, 1m, 24h or 1h30m)", ConfigDuration.Format);

    /// <summary>The switch of a key, <c>true</c> or <c>false</c>; the default when it is absent.</summary>
    public static bool Bool(this ConfigMapping map, string key, bool defaultValue) =>
        map.Parse(key, ReadBool, "true or false", defaultValue);

    private static T Bounded<T>(
        this ConfigMapping map, string key, T defaultValue, T min, T max, ConfigParser<T> parse, string expected, Func<T, string> format)
        where T : struct, IComparable<T>
    {
        if (map.Scalar(key) is not { } node)
            return defaultValue;
        if (!parse(node.Text, out var value))
            map.Errors.Add(node, $"{ConfigText.Quote(node.Text)} is not {expected}");
        else if (value.CompareTo(min) < 0)
            map.Errors.Add(node, $"{ConfigText.Quote(node.Text)} is too small: at least {format(min)}");
        else if (value.CompareTo(max) > 0)
            map.Errors.Add(node, $"{ConfigText.Quote(node.Text)} is too large: at most {format(max)}");
        else
            return value;
        return defaultValue;
    }

    private static bool ReadInt(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    // YAML 1.1's yes, no, on and off are texts in YAML 1.2; taking them for switches is what makes "no" a country nobody can write.
    private static bool ReadBool(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "true";
        return value || text is "false";
    }
}
