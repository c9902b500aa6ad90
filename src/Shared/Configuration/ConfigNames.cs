using System.Diagnostics.CodeAnalysis;

namespace Connectivity.Shared.Configuration;

/// <summary>Names of things in the configuration: they end up in logs and in labels of metrics.</summary>
public static class ConfigNames
{
    /// <summary>Greatest length in characters.</summary>
    public const int MaxLength = 253;

    private const string Expected = "a name: 1 to 253 characters without control characters";

    /// <summary>The name under a key that must be there; empty after an error.</summary>
    public static string Required(ConfigMapping map, string key) => map.RequiredParse<string>(key, TryParse, Expected) ?? "";

    /// <summary>The name under a key; null without the key.</summary>
    public static string? Optional(ConfigMapping map, string key) => map.Parse<string>(key, TryParse, Expected);

    private static bool TryParse(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out string name)
    {
        name = null;
        if (text.Length is 0 or > MaxLength)
            return false;
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return false;
        }

        name = text.ToString();
        return true;
    }
}
