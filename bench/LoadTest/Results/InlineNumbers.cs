using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectivity.LoadTest.Results;

/// <summary>Writes the numbers of an array on one line: a histogram is no page of its own in a file that is read with diff.</summary>
internal sealed class InlineNumbers : JsonConverter<double[]>
{
    /// <inheritdoc/>
    public override double[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("An array of numbers was expected.");
        var values = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
                throw new JsonException("A number was expected.");
            values.Add(reader.GetDouble());
        }

        return [.. values];
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double[] value, JsonSerializerOptions options) =>
        writer.WriteRawValue($"[{string.Join(", ", value.Select(static v => v.ToString("R", CultureInfo.InvariantCulture)))}]");
}
