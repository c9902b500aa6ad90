using System.Text.Json;

namespace Connectivity.Landscape.Proofs;

/// <summary>A connection as the gateway and apiserver-proxy tell of it, under <c>/connections</c> or in the gateway's log.</summary>
/// <param name="Id">Its number in the process that tells.</param>
/// <param name="Client">The address that it came from.</param>
/// <param name="Route">The gateway's route; null where a proxy tells.</param>
/// <param name="BytesUp">What went up.</param>
/// <param name="BytesDown">What came down.</param>
internal sealed record GatewayConnection(long Id, string Client, string? Route, long BytesUp, long BytesDown)
{
    /// <summary>Reads an answer of <c>/connections</c>.</summary>
    public static IReadOnlyList<GatewayConnection> ParseList(string json)
    {
        using var answer = JsonDocument.Parse(json);
        return [.. answer.RootElement.GetProperty("connections").EnumerateArray().Select(Read)];
    }

    /// <summary>Reads a line of the gateway's log.</summary>
    public static GatewayConnection ParseLine(string json)
    {
        using var line = JsonDocument.Parse(json);
        return Read(line.RootElement);
    }

    /// <summary>Whether it comes from an address, whatever the port.</summary>
    public bool IsFrom(string address) => Client.StartsWith(address + ":", StringComparison.Ordinal);

    private static GatewayConnection Read(JsonElement connection) => new(
        connection.GetProperty("id").GetInt64(),
        connection.GetProperty("client").GetString()!,
        connection.TryGetProperty("route", out var route) ? route.GetString() : null,
        connection.GetProperty("bytesUp").GetInt64(),
        connection.GetProperty("bytesDown").GetInt64());
}
