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
        return node.RootElement.GetProperty("status").TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(condition =>
                condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));
    }
}
