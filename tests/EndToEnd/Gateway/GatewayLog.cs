using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connectivity.EndToEnd.Gateway;

/// <summary>A file that a gateway writes JSON lines to: its log, or its access log.</summary>
internal sealed class GatewayLog(string path)
{
    /// <summary>The lines that are complete; a line that is no JSON is one with itself as the message.</summary>
    public IReadOnlyList<JsonNode> Lines()
    {
        var text = Text();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>Waits for a line.</summary>
    public async Task<JsonNode> WaitForAsync(Func<JsonNode, bool> isIt)
    {
        JsonNode? found = null;
        await Patience.UntilAsync(() => (found = Lines().FirstOrDefault(isIt)) is not null, () => $"the line is not in {path}:\n{Text()}");
        return found!;
    }

    /// <summary>All that is there.</summary>
    public string Text()
    {
        if (!File.Exists(path))
            return "";
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static JsonNode Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line)!;
        }
        catch (JsonException)
        {
            return new JsonObject { ["level"] = "Critical", ["message"] = line };
        }
    }
}
