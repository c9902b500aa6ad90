using System.Text.Json;

namespace Connectivity.Shared.Configuration;

/// <summary>Writes values to JSON as the configuration file has them.</summary>
public static class ConfigJson
{
    /// <summary>Writes a duration, such as "1m30s".</summary>
    public static void WriteDuration(this Utf8JsonWriter json, string key, TimeSpan value) =>
        json.WriteString(key, ConfigDuration.Format(value));

    /// <summary>Writes a list of the items' texts.</summary>
    public static void WriteTexts<T>(this Utf8JsonWriter json, string key, IReadOnlyList<T> items)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
            json.WriteStringValue(item?.ToString());
        json.WriteEndArray();
    }

    /// <summary>Writes a list of objects, each between its braces by <paramref name="write"/>.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string key, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
