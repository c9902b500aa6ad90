using System.Diagnostics.CodeAnalysis;

namespace Connectivity.Shared.Configuration;

/// <summary>Reads texts from a mapping. None of these methods ever shows a value in an error, so they suit secrets too.</summary>
public static class ConfigTexts
{
    /// <summary>The text of a key; the default (null unless given) when it is absent.</summary>
    [return: NotNullIfNotNull(nameof(defaultValue))]
    public static string? Text(this ConfigMapping map, string key, string? defaultValue = null) =>
        map.Scalar(key)?.Text ?? defaultValue;

    /// <summary>The text of a key. An absent or empty one is an error and gives an empty text.</summary>
    public static string RequiredText(this ConfigMapping map, string key) =>
        NonEmpty(map, map.RequiredScalar(key));

    /// <summary>The texts of a key's list; empty when it is absent. An empty text is an error.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">How many elements there must be.</param>
    public static IReadOnlyList<string> TextList(this ConfigMapping map, string key, int atLeast = 0)
    {
        var texts = new List<string>();
        foreach (var item in map.Items(key, atLeast))
            texts.Add(NonEmpty(map, map.AsScalar(item)));
        return texts;
    }

    /// <summary>The keys and texts of a mapping with keys of any name; empty when it is absent.</summary>
    public static IReadOnlyDictionary<string, string> TextMap(this ConfigMapping map, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Find(key) is not { } node)
            return texts;
        node.AsMapping(map.Errors);
        foreach (var child in node.Kind == ConfigNodeKind.Mapping ? node.Children : [])
            texts[child.Key!] = map.AsScalar(child)?.Text ?? "";
        return texts;
    }

    private static string NonEmpty(ConfigMapping map, ConfigNode? node)
    {
        if (node is { Text.Length: 0 })
            map.Errors.Add(node, "must not be empty");
        return node?.Text ?? "";
    }
}
