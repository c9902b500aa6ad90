using System.Reflection;

namespace Connectivity.LoadTest.Peers;

/// <summary>Peers' configurations, which are files of this project.</summary>
internal static class Template
{
    /// <summary>Fills one in.</summary>
    /// <param name="file">Its file name.</param>
    /// <param name="values">What its placeholders are replaced by.</param>
    public static string Fill(string file, params ReadOnlySpan<(string Name, string Value)> values)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"There is no template {file}.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        foreach (var (name, value) in values)
            text = text.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        return text;
    }
}
