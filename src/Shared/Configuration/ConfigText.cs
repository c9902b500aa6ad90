using System.Globalization;
using System.Text;

namespace Connectivity.Shared.Configuration;

/// <summary>How pieces of the file are shown in messages: bounded, on one line, unambiguous.</summary>
public static class ConfigText
{
    private const int MaxQuoted = 80;

    /// <summary>The text in quotation marks, cut to a readable length, control characters escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxQuoted)))
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append(text.Length > MaxQuoted ? "…\"" : "\"").ToString();
    }

    /// <summary>Adds a key to a path: with a dot, or quoted in brackets when it holds characters that a path uses itself.</summary>
    public static void AppendKey(StringBuilder path, string key)
    {
        if (!IsPlain(key))
            path.Append('[').Append(Quote(key)).Append(']');
        else if (path.Length == 0)
            path.Append(key);
        else
            path.Append('.').Append(key);
    }

    private static bool IsPlain(string key) =>
        key.Length is > 0 and <= MaxQuoted && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
