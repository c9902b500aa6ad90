using System.Text.Json;
using Connectivity.Shared.Addressing;
using Connectivity.Shared.Configuration;
using Microsoft.Extensions.Logging;

namespace Connectivity.Shared.Hosting;

/// <summary>The keys that every agent's file has.</summary>
/// <param name="AdminAddress"><c>admin.address</c>: where the admin endpoint listens, plain HTTP; null (an empty text) for none.</param>
/// <param name="LogLevel"><c>log.level</c>: the least level that is logged; Information by default.</param>
public sealed record HostSettings(SocketEndpoint? AdminAddress, LogLevel LogLevel)
{
    private static readonly string[] Levels = ["Debug", "Information", "Warning", "Error"];

    /// <summary>Binds the keys.</summary>
    public static HostSettings Bind(ConfigMapping map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new HostSettings(
            map.Mapping("admin", static m => m.Parse<SocketEndpoint?>("address", TryParseAddress, "ip:port, or empty for none")),
            map.Mapping("log", static m => m.Parse("level", TryParseLevel, "one of Debug, Information, Warning, Error", LogLevel.Information)));
    }

    /// <summary>Writes the keys as properties of the open object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject("admin");
        json.WriteString("address", AdminAddress?.ToString() ?? "");
        json.WriteEndObject();
        json.WriteStartObject("log");
        json.WriteString("level", LogLevel.ToString());
        json.WriteEndObject();
    }

    private static bool TryParseAddress(ReadOnlySpan<char> text, out SocketEndpoint? address)
    {
        address = SocketEndpoint.TryParse(text, out var endpoint) ? endpoint : null;
        return address is not null || text.Length == 0;
    }

    private static bool TryParseLevel(ReadOnlySpan<char> text, out LogLevel level)
    {
        level = LogLevel.Information;
        foreach (var name in Levels)
        {
            if (text.SequenceEqual(name))
                return Enum.TryParse(text, out level);
        }

        return false;
    }
}
