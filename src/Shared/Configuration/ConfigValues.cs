using System.Diagnostics.CodeAnalysis;

namespace Connectivity.Shared.Configuration;

/// <summary>Reads values of any type from a mapping, by a function that parses one.</summary>
public static class ConfigValues
{
    /// <summary>The parsed value of a key; the default when it is absent.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="key">The key.</param>
    /// <param name="parse">Reads the text. It must not throw.</param>
    /// <param name="expected">What was expected, to follow "is not": <c>host:port (port 1-65535)</c>.</param>
    /// <param name="defaultValue">The value without the key.</param>
    [return: NotNullIfNotNull(nameof(defaultValue))]
    public static T? Parse<T>(
        this ConfigMapping map, string key, ConfigParser<T> parse, string expected, T? defaultValue = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Scalar(key) is { } node && TryRead(map, node, parse, expected, out var value) ? value : defaultValue;
    }

    /// <summary>The parsed value of a key that must be there. After an error it is the type's default, whatever its annotation says.</summary>
    /// <inheritdoc cref="Parse"/>
    public static T RequiredParse<T>(this ConfigMapping map, string key, ConfigParser<T> parse, string expected)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.RequiredScalar(key) is { } node && TryRead(map, node, parse, expected, out var value) ? value : default!;
    }

    /// <summary>The parsed elements of a key's list; empty when it is absent. Elements that are wrong are left out.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="key">The key.</param>
    /// <param name="parse">Reads one element's text. It must not throw.</param>
    /// <param name="expected">What was expected, to follow "is not".</param>
    /// <param name="atLeast">How many elements there must be.</param>
    public static IReadOnlyList<T> ParseList<T>(
        this ConfigMapping map, string key, ConfigParser<T> parse, string expected, int atLeast = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        var items = map.Items(key, atLeast);
        var values = new List<T>(items.Count);
        foreach (var item in items)
        {
            if (map.AsScalar(item) is { } node && TryRead(map, node, parse, expected, out var value))
                values.Add(value);
        }

        return values;
    }

    /// <summary>The enum value of a key, written exactly as its name; the default when it is absent.</summary>
    public static T Enum<T>(this ConfigMapping map, string key, T defaultValue)
        where T : struct, Enum =>
        map.Parse(key, EnumNames<T>.TryParse, EnumNames<T>.Expected, defaultValue);

    /// <summary>The enum value of a key that must be there, written exactly as its name.</summary>
    public static T RequiredEnum<T>(this ConfigMapping map, string key)
        where T : struct, Enum =>
        map.RequiredParse<T>(key, EnumNames<T>.TryParse, EnumNames<T>.Expected);

    private static bool TryRead<T>(
        ConfigMapping map, ConfigNode node, ConfigParser<T> parse, string expected, [MaybeNullWhen(false)] out T value)
    {
        if (parse(node.Text, out value))
            return true;
        map.Errors.Add(node, $"{ConfigText.Quote(node.Text)} is not {expected}");
        return false;
    }
}
