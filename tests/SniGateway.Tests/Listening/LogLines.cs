using System.Text.Json;

namespace Connectivity.SniGateway.Tests.Listening;

/// <summary>Reads access logs.</summary>
internal static class LogLines
{
    /// <summary>The complete lines of a file so far; each must be a JSON object.</summary>
    public static IReadOnlyList<JsonElement> Read(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = file.ReadToEnd();
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(Parse)];
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
