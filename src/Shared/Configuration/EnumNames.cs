namespace Connectivity.Shared.Configuration;

/// <summary>The names of an enum's values. Unlike <see cref="System.Enum"/>'s own parser it takes no numbers, lists or other letter case.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly string[] Names = System.Enum.GetNames<T>();
    private static readonly T[] Values = System.Enum.GetValues<T>();

    /// <summary>What a message says was expected.</summary>
    public static string Expected { get; } = $"one of {string.Join(", ", Names)}";

    public static bool TryParse(ReadOnlySpan<char> text, out T value)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (!text.SequenceEqual(Names[i]))
                continue;
            value = Values[i];
            return true;
        }

        value = default;
        return false;
    }
}
