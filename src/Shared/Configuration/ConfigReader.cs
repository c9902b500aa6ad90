using YamlDotNet.Core;

namespace Connectivity.Shared.Configuration;

/// <summary>
/// Reads configuration files: a plain part of YAML 1.2 (mappings, lists, single values, comments), strictly.
/// Anchors, aliases, merge keys, tags, several documents and duplicate keys are errors: none of them is needed here, and each
/// lets a file mean something else than its reader sees (or, with aliases, be a thousand times as large).
/// </summary>
public static class ConfigReader
{
    /// <summary>The greatest length of a file, in characters. Protects the memory; 100,000 routes are about 40 million.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>
    /// Parses and binds a file in one go. The binder is called with the root mapping and need not ask for unknown keys: each mapping
    /// refuses them when its binder has returned.
    /// </summary>
    /// <returns>What the binder returned; null if there was any error, parsing or binding.</returns>
    public static T? Bind<T>(string text, ConfigBinder<T> bind, ConfigErrors errors)
        where T : class =>
        Bind(new StringReader(text), new ConfigBinding<T>(bind), errors);

    /// <summary>As the other, from a reader of at most <see cref="MaxLength"/> characters and with a list that is bound as it is read.</summary>
    public static T? Bind<T>(TextReader text, ConfigBinding<T> binding, ConfigErrors errors)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(binding);
        ArgumentNullException.ThrowIfNull(errors);
        var root = Parse(text, errors, binding.Streamed);
        if (root is null)
            return null;
        var bound = ConfigMapping.Bind(root, binding.Bind, errors);
        return errors.Any ? null : bound;
    }

    /// <summary>Parses a file into a tree. Never throws for what the file holds.</summary>
    /// <returns>The root; null if the text is no YAML at all or over a bound, which is then an error with its line.</returns>
    public static ConfigNode? Parse(string text, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        if (text.Length <= MaxLength)
            return Parse(new StringReader(text), errors, streamed: null);
        errors.Add($"the file is longer than {MaxLength} characters");
        return null;
    }

    private static ConfigNode? Parse(TextReader text, ConfigErrors errors, StreamedList? streamed)
    {
        using var reader = text;
        var parser = new Parser(reader);
        try
        {
            return new ConfigTreeBuilder(parser, errors, streamed).Build();
        }
        catch (YamlException e)
        {
            errors.Add("", (int)e.Start.Line, (int)e.Start.Column, $"is not valid YAML: {e.Message}");
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser lets exceptions of the framework's out for some malformed texts: "%YAML 1.2" and then "---" twice,
            // escapes of no code point, numbers too large for it. What it had read last is near the mistake.
            var last = parser.Current?.End ?? Mark.Empty;
            errors.Add("", (int)last.Line, (int)last.Column, "is not valid YAML after this place");
            return null;
        }
    }
}
