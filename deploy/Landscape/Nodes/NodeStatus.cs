using System.Text.Json;

namespace Connectivity.Landscape.Nodes;

/// <summary>Reads the Node objects of Kubernetes.</summary>
internal static class NodeStatus
{
    /// <summary>Whether a node is ready.</summary>
    /// <param name="json">The Node; null where there is none yet.</param>
    public static bool IsReady(string? json)
    {
        if (json is null)
            return false;
        using var node = JsonDocument.Parse(json);
        return IsReady(node.RootElement);
    }

    /// <summary>The names of the nodes that are ready.</summary>
    /// <param name="json">The list of Nodes.</param>
    public static IReadOnlySet<string> Ready(string json)
    {
        using var list = JsonDocument.Parse(json);
        return list.RootElement.GetProperty("items").EnumerateArray().Where(IsReady)
            .Select(static node => node.GetProperty("metadata").GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsReady(JsonElement node) =>
        node.GetProperty("status").TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(condition =>
                condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));
}
